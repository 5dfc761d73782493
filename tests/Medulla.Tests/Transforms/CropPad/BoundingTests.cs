using Medulla.Transforms;
using Medulla.Transforms.CropPad;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.CropPad;

public class BoundingTests
{
    private static Tensor TwoChannels()
    {
        var image = zeros(2, 6, 7);
        image[0, 2, 3] = 1;
        image[1, 4, 1] = 1;
        return image;
    }

    [Fact]
    public void EachChannel_HasItsBox_AndNothingHasNone()
    {
        var image = cat([TwoChannels(), zeros(1, 6, 7)]);
        using var boxes = new BoundingRect().Apply(image);
        Assert.Equal([2, 3, 3, 4, 4, 5, 1, 2, 0, 0, 0, 0], boxes.data<long>().ToArray());
    }

    [Fact]
    public void Channels_MayBeCountedFromTheLast()
        => Assert.Equal(BoundingRect.OfForeground(TwoChannels(), channelIndices: 1), BoundingRect.OfForeground(TwoChannels(), channelIndices: -1));

    [Fact]
    public void Margin_ReachesBeyondTheImage_UnlessToldNotTo()
    {
        Assert.Equal(([-1, -2], [8, 7]), BoundingRect.OfForeground(TwoChannels(), margin: 3));
        Assert.Equal(([0, 0], [6, 7]), BoundingRect.OfForeground(TwoChannels(), margin: 3, allowSmaller: true));
        Assert.Throws<ArgumentException>(() => BoundingRect.OfForeground(TwoChannels(), margin: -1));
    }

    [Fact]
    public void KeyThatIsTaken_IsNotOverwritten()
    {
        ITransform step = new BoundingRect.Keyed(["a"]);
        Assert.Contains("a_bbox", Assert.Throws<ArgumentException>(
            () => step.Run(new Sample { ["a"] = new MetaTensor(TwoChannels()), ["a_bbox"] = 1 }, default)).Message);
    }

    [Fact]
    public void Crop_NeedsSlices() => Assert.Contains("slices", Assert.Throws<ArgumentException>(() => new Crop().Apply(Images.Turned())).Message);

    [Fact]
    public void Window_CropsAndPads()
    {
        var window = Crop.Window(arange(4, ScalarType.Float32).reshape(1, 4), Imaging.Geometry.Affine.Translation([-1]), [3], PadMode.Edge);
        Assert.Equal([0, 0, 1], window.data<float>().ToArray());
    }
}
