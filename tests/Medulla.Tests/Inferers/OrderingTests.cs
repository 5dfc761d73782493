using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public class OrderingTests
{
    // The voxels of a 2 x 3 image, row by row: 0 1 2 / 3 4 5.
    [Fact]
    public void RasterScan_GoesRowByRow() => Assert.Equal([0, 1, 2, 3, 4, 5], new Ordering(OrderingType.RasterScan, 2, [1, 2, 3]).GetSequenceOrdering());

    [Fact]
    public void SCurve_ComesBackOnEverySecondRow() => Assert.Equal([0, 1, 2, 5, 4, 3], new Ordering(OrderingType.SCurve, 2, [1, 2, 3]).GetSequenceOrdering());

    // 2 x 2 x 2, index = 4 row + 2 column + depth: columns 0 1 with depths 0 1, 1 0; then columns 1 0 with depths 1 0, 0 1.
    [Fact]
    public void SCurveInVolumes_ComesBackAlongDepthToo()
        => Assert.Equal([0, 1, 3, 2, 7, 6, 4, 5], new Ordering(OrderingType.SCurve, 3, [1, 2, 2, 2]).GetSequenceOrdering());

    [Fact]
    public void Random_IsAPermutation_OfItsGenerator()
    {
        var order = new Ordering(OrderingType.Random, 2, [1, 4, 5], random: new RandomState(3)).GetSequenceOrdering();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), order.Order());
        Assert.Equal(new RandomState(3).Permutation(20).Select(i => (long)i), order);
    }

    // Transposed: 0 3 / 1 4 / 2 5. Turned counter-clockwise: 2 5 / 1 4 / 0 3 from 0 1 2 / 3 4 5. Rows reversed: 3 4 5 / 0 1 2.
    [Fact]
    public void Transformations_TurnTheImageFirst()
    {
        Assert.Equal([0, 3, 1, 4, 2, 5], new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], transpositionsAxes: [[1, 0]]).GetSequenceOrdering());
        Assert.Equal([2, 5, 1, 4, 0, 3], new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], rot90Axes: [[0, 1]]).GetSequenceOrdering());
        Assert.Equal([3, 4, 5, 0, 1, 2], new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], reflectedSpatialDims: [true, false]).GetSequenceOrdering());
    }

    [Fact]
    public void Transformations_GoInTheOrderAsked()
    {
        // Reflected first: 3 4 5 / 0 1 2, then transposed: 3 0 / 4 1 / 5 2. The other way round, 0 3 / 1 4 / 2 5 upside down.
        long[] Order(params OrderingTransformation[] order) => new Ordering(
            OrderingType.RasterScan, 2, [1, 2, 3], [true, false], [[1, 0]], transformationOrder: order).GetSequenceOrdering();
        Assert.Equal([3, 0, 4, 1, 5, 2], Order(OrderingTransformation.Reflect, OrderingTransformation.Transpose));
        Assert.Equal([2, 5, 1, 4, 0, 3], Order(OrderingTransformation.Transpose, OrderingTransformation.Reflect));
    }

    [Theory]
    [InlineData(OrderingType.RasterScan)]
    [InlineData(OrderingType.SCurve)]
    [InlineData(OrderingType.Random)]
    public void ReverseOrder_UndoesTheOrder(OrderingType type)
    {
        using var scope = NewDisposeScope();
        var ordering = new Ordering(type, 3, [1, 2, 3, 4], [true, false, true], [[2, 0, 1]], [[0, 2]]);
        var voxels = arange(24);
        var back = ordering.call(voxels)[tensor(ordering.GetRevertSequenceOrdering())];
        Assert.True(voxels.equal(back).all().item<bool>());
    }

    [Fact]
    public void SizesAndAxesThatDoNotFit_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 1, [1, 2]));
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], transpositionsAxes: [[0, 0]]));
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], rot90Axes: [[0, 2]]));
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], [true, true, true]));
        Values<OrderingTransformation> twice = [OrderingTransformation.Reflect, OrderingTransformation.Reflect];
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3], transformationOrder: twice));
        Assert.Throws<ArgumentException>(() => new Ordering(OrderingType.RasterScan, 2, [1, 2, 3]).call(zeros(5)));
    }
}
