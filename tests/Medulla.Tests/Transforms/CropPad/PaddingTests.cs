using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.CropPad;

public class PaddingTests
{
    [Fact]
    public void ValuesPerAxis_FillTheirSides_AndLaterAxesTheCorners()
    {
        var padded = new BorderPad([1, 1, 1, 2], ConstantValues: [[0, 0], [1, 2], [3, 4]]).Apply(new MetaTensor(zeros(1, 1, 1)));
        Assert.Equal([3, 1, 4, 4, 3, 0, 4, 4, 3, 2, 4, 4], padded.Voxels());
    }

    [Fact]
    public void OneValue_MayComeEitherWay()
    {
        var image = Images.Turned();
        Images.AssertSame(new SpatialPad(9, Value: 5).Apply(image), new SpatialPad(9, ConstantValues: [[5]]).Apply(image));
    }

    [Fact]
    public void ValuesForOtherAxes_AreRejected()
    {
        Assert.Contains("2 axes", Assert.Throws<ArgumentException>(() => new DivisiblePad(4, ConstantValues: [[0, 0], [1, 1], [2, 2]]).Apply(Images.Turned())).Message);
        Assert.Contains("constant_values", Assert.Throws<ArgumentException>(() => new BorderPad(1, ConstantValues: [[1], [2]]).Apply(Images.Turned())).Message);
    }

    [Fact]
    public void Pad_NeedsPairs_OfSpatialAxes()
    {
        var image = Images.Turned();
        Assert.Contains("pairs", Assert.Throws<ArgumentException>(() => new Pad([[0, 0], [1]]).Apply(image)).Message);
        Assert.Contains("channels", Assert.Throws<ArgumentException>(() => new Pad([[1, 0]]).Apply(image)).Message);
        Assert.Contains("to_pad", Assert.Throws<ArgumentException>(() => new Pad().Apply(image)).Message);
    }

    [Theory]
    [InlineData(4, 8, 8)]
    [InlineData(0, 7, 6)]
    [InlineData(-1, 7, 6)]
    [InlineData(7, 7, 7)]
    public void DivisibleSize_IsTheNextOne(int k, long first, long second) => Assert.Equal([first, second], DivisiblePad.DivisibleSize([7, 6], k));

    [Fact]
    public void KeyedPad_PadsAsAnyPadderDoes_AndIsUndone()
    {
        var sample = new Sample { ["a"] = Images.Turned(1), ["b"] = Images.Turned(2) };
        ITransform pad = new Pad.Keyed(["a", "b"], new BorderPad(2), [PadMode.Edge, PadMode.Constant]);
        var padded = (Sample)pad.Run(sample, default)!;
        Images.AssertSame(new BorderPad(2, PadMode.Edge).Apply(sample.Image("a")), padded.Image("a"));
        Images.AssertSame(new BorderPad(2).Apply(sample.Image("b")), padded.Image("b"));
        Images.AssertSame(sample.Image("a"), ((Sample)pad.Invert(padded)!).Image("a"));
    }
}
