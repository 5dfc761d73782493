using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class LabelMappingTests
{
    [Fact]
    public void Labels_AreMapped_InAndBeyondTheTable_AndOthersStay()
    {
        float[] labels = [0, 1, 2, 5000, -3, 0.5f, 0.25f, float.NaN, float.PositiveInfinity, 4096, 4095];
        var mapped = new float[labels.Length];
        LabelMapping.Map<float>(labels, mapped, [1, 2, 5000, -3, 0.5, 4096, 4095], [2, 1, 6, 7, 8, 9, 10]);
        Assert.Equal([0, 2, 1, 6, 7, 8, 0.25f, float.NaN, float.PositiveInfinity, 9, 10], mapped);
    }

    [Fact]
    public void AllKindsOfIntegers_AreMapped()
    {
        Assert.Equal([5, 255, 0], Map<byte>([3, 255, 0]));
        Assert.Equal([5, -128, 0], Map<sbyte>([3, -128, 0]));
        Assert.Equal([5, -300, 300], Map<short>([3, -300, 300]));
        Assert.Equal([5, 1 << 20], Map<long>([3, 1 << 20]));

        static float[] Map<T>(T[] labels)
            where T : unmanaged, System.Numerics.INumber<T>
        {
            var mapped = new float[labels.Length];
            LabelMapping.Map<T>(labels, mapped, [3], [5]);
            return mapped;
        }
    }

    [Fact]
    public void ManyVoxels_AreMappedByAllCores()
    {
        var labels = Enumerable.Range(0, 300_000).Select(i => i % 7).ToArray();
        var mapped = new float[labels.Length];
        LabelMapping.Map<int>(labels, mapped, [0, 6], [6, 0]);
        Assert.All(Enumerable.Range(0, labels.Length), i => Assert.Equal(labels[i] switch { 0 => 6, 6 => 0, var other => other }, mapped[i]));
    }

    [Fact]
    public void OtherLengths_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => LabelMapping.Map<int>([1, 2], new float[1], [], []));
        Assert.Throws<ArgumentException>(() => LabelMapping.Map<int>([1], new float[1], [1], []));
    }
}
