using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class ConnectedComponentsTests
{
    [Theory]
    [InlineData(1, 0.4)]
    [InlineData(2, 0.25)]
    [InlineData(3, 0.15)]
    [InlineData(1, 0.9)]
    public void RandomVolumes_AgreeWithFloodFill(int connectivity, double share)
    {
        var random = new Random(connectivity);
        for (var round = 0; round < 10; round++)
        {
            int[] shape = [random.Next(1, 9), random.Next(1, 10), random.Next(1, 12)];
            var mask = Enumerable.Range(0, shape[0] * shape[1] * shape[2]).Select(_ => (byte)(random.NextDouble() < share ? 1 : 0)).ToArray();
            var labels = new int[mask.Length];
            var sizes = ConnectedComponents.Label(mask, [.. shape.Select(n => (long)n)], connectivity, labels);
            var expected = FloodFill(mask, shape, connectivity);
            Assert.Equal(expected, labels);
            Assert.Equal(expected.Where(l => l > 0).CountBy(l => l).OrderBy(p => p.Key).Select(p => (long)p.Value), sizes);
        }
    }

    [Fact]
    public void Diagonal_IsOneComponent_WithCornersOnly()
    {
        // x .
        // . x
        byte[] mask = [1, 0, 0, 1];
        var labels = new int[4];
        Assert.Equal([1, 1], ConnectedComponents.Label(mask, [2, 2], 1, labels));
        Assert.Equal([2], ConnectedComponents.Label(mask, [2, 2], 2, labels));
    }

    [Fact]
    public void EmptyMask_HasNone()
        => Assert.Empty(ConnectedComponents.Label(new byte[8], [2, 2, 2], 3, new int[8]));

    [Fact]
    public void ConnectivityBeyondTheAxes_IsRejected()
        => Assert.Throws<ArgumentException>(() => ConnectedComponents.Label(new byte[4], [2, 2], 3, new int[4]));

    private static int[] FloodFill(byte[] mask, int[] shape, int connectivity)
    {
        var labels = new int[mask.Length];
        var next = 0;
        for (var seed = 0; seed < mask.Length; seed++)
        {
            if (mask[seed] == 0 || labels[seed] != 0)
            {
                continue;
            }
            labels[seed] = ++next;
            var open = new Stack<int>([seed]);
            while (open.TryPop(out var at))
            {
                var (x, y, z) = (at / (shape[1] * shape[2]), at / shape[2] % shape[1], at % shape[2]);
                for (var step = 0; step < 27; step++)
                {
                    var (dx, dy, dz) = (step / 9 - 1, step / 3 % 3 - 1, step % 3 - 1);
                    var (a, b, c) = (x + dx, y + dy, z + dz);
                    if (Math.Abs(dx) + Math.Abs(dy) + Math.Abs(dz) > connectivity || a < 0 || b < 0 || c < 0 || a >= shape[0] || b >= shape[1] || c >= shape[2])
                    {
                        continue;
                    }
                    var there = (a * shape[1] + b) * shape[2] + c;
                    if (mask[there] != 0 && labels[there] == 0)
                    {
                        labels[there] = next;
                        open.Push(there);
                    }
                }
            }
        }
        return labels;
    }
}
