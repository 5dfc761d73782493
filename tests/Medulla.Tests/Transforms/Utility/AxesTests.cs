using Medulla.Imaging.Geometry;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class AxesTests
{
    [Fact]
    public void Transposed_IsUndone()
    {
        var image = Images.Turned();
        var step = new Transpose([2, 0, 3, 1]);
        var changed = step.Apply(image);
        Assert.Equal([6, 2, 5, 7], changed.Data.shape);
        Images.AssertSame(image, step.Invert(changed));
    }

    [Fact]
    public void IndicesThatAreNoOrder_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new Transpose([0, 1, 1, 2]).Apply(Images.Turned()));
        Assert.Throws<ArgumentException>(() => new Transpose([1, 0]).Apply(Images.Turned()));
    }

    [Fact]
    public void SqueezedAxis_LeavesTheAffine()
    {
        var affine = Affine.Create(3, (row, column) => row == column ? row + 2 : column == 3 ? 10 * row : 0);
        var flat = new SqueezeDim(2).Apply(new MetaTensor(zeros(1, 4, 1, 5), affine));
        Assert.Equal([1, 4, 5], flat.Data.shape);
        Assert.Equal([2, 4], flat.Affine.Spacing());
        Assert.Equal(20, flat.Affine[1, 2]);
    }

    [Fact]
    public void AxisOfAnotherLength_IsNotSqueezed()
    {
        Assert.Contains("length 1", Assert.Throws<ArgumentException>(() => new SqueezeDim(1).Apply(Images.Turned())).Message);
        Assert.Throws<ArgumentException>(() => new SqueezeDim(9).Apply(Images.Turned()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Slices_LieWhereTheyWere(int dim)
    {
        var image = Images.Turned();
        var axis = (dim + 4) % 4;
        var slices = new SplitDim(dim).Apply(image);
        Assert.Equal(image.Data.shape[axis], slices.Count);
        for (var at = 0; at < slices.Count; at++)
        {
            double[] voxel = [.. Enumerable.Range(1, 3).Select(i => i == axis ? (double)at : 0)];
            Assert.Equal(image.Affine.Apply(voxel), slices[at].Affine.Apply(0, 0, 0));
        }
    }

    [Fact]
    public void AxesThatAreNot_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new SplitDim(4).Apply(Images.Turned()));
        Assert.Throws<ArgumentException>(() => new AsChannelLast(4).Apply(Images.Turned()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AsChannelLast(-2));
        Assert.Throws<ArgumentException>(() => new AddCoordinateChannels([3]).Apply(Images.Turned()));
    }

    [Fact]
    public void Coordinates_GoFromEndToEnd()
    {
        var channels = new AddCoordinateChannels([2, 0]).Apply(Images.Turned()).Data;
        Assert.Equal([-0.5f, -0.25f, 0, 0.25f, 0.5f], channels[2, 3, 2].data<float>().ToArray());
        Assert.Equal(0.5f, channels[3, 6, 0, 0].item<float>());
    }

    [Fact]
    public void RepeatedChannels_AreRemoved()
    {
        var image = Images.Turned();
        Images.AssertSame(image, new RemoveRepeatedChannel(3).Apply(new RepeatChannel(3).Apply(image)));
        Assert.Throws<ArgumentException>(() => new RemoveRepeatedChannel(2).Apply(Images.Turned(0, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatChannel(0));
    }
}
