using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Post;

public class PointPromptsTests
{
    /// <summary>Two bars, at the first and the last row.</summary>
    private static Tensor Bars(ScalarType dtype = ScalarType.Bool)
    {
        var mask = zeros([1, 1, 6, 6, 6], dtype);
        mask[0, 0, 0] = 1;
        mask[0, 0, 5] = 1;
        return mask;
    }

    private static Tensor Point(params float[] at) => tensor(at).reshape(1, -1, 3);

    [Fact]
    public void Disc_HasTheVoxelsNearerThanItsRadius()
    {
        var discs = PointPrompts.Paint([7, 7, 7], Point(3, 3, 3, 0, 0, 0, 6, 6, 6), tensor(new long[] { 1, -1, 2 }).reshape(1, 3), 1, disc: true);
        Assert.Equal(1, discs[0, 1].sum().item<float>());
        Assert.Equal(1, discs[0, 1, 3, 3, 3].item<float>());
        Assert.Equal(1, discs[0, 0, 6, 6, 6].item<float>());
    }

    [Fact]
    public void Spot_FallsOffAsAGaussian()
    {
        var spot = PointPrompts.Paint([5, 5, 5], Point(2, 2, 2), ones([1, 1], ScalarType.Int64));
        Assert.Equal(Math.Exp(-3.0 / 8), spot[0, 1, 1, 1, 3].item<float>(), 1e-6);
    }

    [Fact]
    public void Points_ChooseComponents_FromAsFarAsTheMargin()
    {
        var labels = ones([1, 1], ScalarType.Int64);
        Assert.Equal(36, PointPrompts.MergeComponents(Bars(), zeros_like(Bars()), Point(2, 3, 3), labels).sum().item<long>());
        Assert.Equal(0, PointPrompts.MergeComponents(Bars(), zeros_like(Bars()), Point(2, 3, 3), labels, margins: 2).sum().item<long>());
        Assert.Equal(0, PointPrompts.MergeComponents(Bars(), zeros_like(Bars()), Point(0, 3, 3), labels * 0).sum().item<long>());
        Assert.Equal(72, PointPrompts.MergeComponents(Bars(), Bars(), Point(0, 3, 3, 5, 1, 1), tensor(new long[] { 0, 1 }).reshape(1, 2)).sum().item<long>());
    }

    [Fact]
    public void MasksThatAreNotBool_AreRejected()
        => Assert.Contains("bool", Assert.Throws<ArgumentException>(
            () => PointPrompts.MergeComponents(Bars(ScalarType.Byte), Bars(), Point(0, 0, 0), ones(1, 1))).Message);

    [Fact]
    public void ComponentsWithoutAPoint_GetTheMeanOfTheRest()
    {
        var logits = Bars(ScalarType.Float32) * 4 - 1;
        logits[0, 0, 2, 2, 2] = float.NaN;
        var kept = PointPrompts.KeepComponents(logits, Point(0, 1, 1), ones(1, 1));
        Assert.Equal(3, kept[0, 0, 0, 4, 4].item<float>());
        Assert.Equal((36 * 3 - 143) / 179.0, kept[0, 0, 5, 4, 4].item<float>(), 1e-6);
        Assert.Equal(-1, kept[0, 0, 3, 4, 4].item<float>());
        Assert.Equal(3, logits[0, 0, 5, 4, 4].item<float>());
    }

    [Fact]
    public void Samples_LieWhereTheyShould_AndArePadded()
    {
        var labels = zeros([1, 1, 9, 9, 9]);
        labels[0, 0, 4, 4, 4] = 2;
        var (points, kinds) = PointPrompts.Sample(labels, [2], 2, 1, useCenter: true, new(0));
        Assert.Equal([1, 0, -1], kinds.data<long>().ToArray());
        Assert.Equal([4, 4, 4], points[0, 0].data<long>().ToArray());
        Assert.NotEqual(new long[] { 4, 4, 4 }, points[0, 1].data<long>().ToArray());
        var (_, none) = PointPrompts.Sample(labels, [2, 7], 1);
        Assert.Equal([1, -1], none.data<float>().ToArray());
    }

    [Fact]
    public void Middle_IsTakenOffTheBorder()
    {
        var labels = zeros([1, 1, 9, 9, 9]);
        labels[0, 0].narrow(0, 2, 5).narrow(1, 2, 5).narrow(2, 2, 5).fill_(1);
        Assert.Equal([4, 4, 4], PointPrompts.Sample(labels, [1], useCenter: true).Points.data<long>().ToArray());
    }
}
