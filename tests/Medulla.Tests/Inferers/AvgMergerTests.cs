using Medulla.Inferers;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class AvgMergerTests
{
    [Fact]
    public void VoxelsOfSeveralPatches_AreTheirMeans()
    {
        using var scope = NewDisposeScope();
        using AvgMerger merger = new([1, 1, 4]);
        merger.Aggregate(ones(1, 1, 2), 0);
        merger.Aggregate(ones(1, 1, 2) * 3, 1);

        Assert.Equal([1, 4, 3, 0], merger.GetValues().AsSpan<float>().ToArray());
        Assert.Equal([1, 2, 1, 0], merger.GetCounts().AsSpan<byte>().ToArray());
        Assert.Equal([1, 2, 3, float.NaN], merger.Finish().AsSpan<float>().ToArray());
        Assert.Equal([1, 2, 3, float.NaN], merger.Finish().AsSpan<float>().ToArray());
        Assert.True(merger.IsFinalized);
    }

    [Fact]
    public void Result_IsCropped()
    {
        using var scope = NewDisposeScope();
        using AvgMerger merger = new([1, 1, 4, 4], [1, 1, 3, 2]);
        merger.Aggregate(ones(1, 1, 4, 4), [0, 0]);

        Assert.Equal([1, 1, 3, 2], merger.Finish().shape);
    }

    [Fact]
    public void WrongUse_IsRejected()
    {
        using var scope = NewDisposeScope();
        using AvgMerger merger = new([1, 1, 4]);

        Assert.Contains("merged_shape", Assert.Throws<ArgumentException>(() => new AvgMerger(null!)).Message);
        Assert.Contains("cropped_shape", Assert.Throws<ArgumentException>(() => new AvgMerger([1, 1, 4], [1, 1, 5])).Message);
        Assert.Contains("at [3]", Assert.Throws<ArgumentException>(() => merger.Aggregate(ones(1, 1, 2), 3)).Message);
        Assert.Contains("at [-1]", Assert.Throws<ArgumentException>(() => merger.Aggregate(ones(1, 1, 2), -1)).Message);
        Assert.Throws<ArgumentException>(() => merger.Aggregate(ones(1, 2, 2), 0));
        merger.Finish();
        Assert.Throws<InvalidOperationException>(() => merger.Aggregate(ones(1, 1, 2), 0));
    }
}
