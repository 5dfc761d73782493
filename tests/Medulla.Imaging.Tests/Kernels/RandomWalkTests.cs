using Medulla.Imaging.Kernels;
using Role = Medulla.Imaging.Kernels.RandomWalk.Role;

namespace Medulla.Imaging.Tests.Kernels;

public class RandomWalkTests
{
    [Fact]
    public void Chain_DividesAsResistorsDo()
    {
        // Resistances 1, 1/2 and 1/4 in a row: potentials 1, 1 - 4/7, 1 - 6/7, 0.
        Role[] roles = [Role.Source, Role.Free, Role.Free, Role.Sink];
        var result = new double[4];
        RandomWalk.Probabilities(roles, 4, 1, (a, _) => 1 << a, result);
        Assert.Equal([1, 3 / 7.0, 1 / 7.0, 0], result.Select(p => Math.Round(p, 12)), (x, y) => Math.Abs(x - y) < 1e-11);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(17, 9)]
    [InlineData(61, 83)]
    public void Probability_IsTheMeanOfItsNeighbours(int height, int width)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, height * width).Select(_ => random.NextDouble()).ToArray();
        var roles = new Role[values.Length];
        roles.AsSpan(0, width).Fill(Role.Source);
        roles[^1] = Role.Sink;
        roles[roles.Length / 2] = Role.Sink;
        var result = new double[values.Length];
        RandomWalk.Probabilities(roles, height, width, Weight, result);
        for (var i = 0; i < values.Length; i++)
        {
            if (roles[i] == Role.Free)
            {
                var neighbours = Voxels.Neighbours(i, [height, width], 2).Where(n => n >= 0).Select(n => (int)n).ToList();
                var mean = neighbours.Sum(n => Weight(i, n) * result[n]) / neighbours.Sum(n => Weight(i, n));
                Assert.Equal(mean, result[i], 1e-9);
            }
        }

        double Weight(int a, int b) => Math.Exp(-10 * Math.Abs(values[a] - values[b])) + 1e-5;
    }

    [Fact]
    public void PictureWithoutEnds_IsRejected()
        => Assert.Throws<ArgumentException>(() => RandomWalk.Probabilities(new Role[4], 2, 2, (_, _) => 1, new double[4]));

    [Fact]
    public void WrongSizes_AreRejected()
        => Assert.Throws<ArgumentException>(() => RandomWalk.Probabilities(new Role[5], 2, 2, (_, _) => 1, new double[4]));
}
