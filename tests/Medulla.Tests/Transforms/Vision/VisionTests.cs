using Medulla.Randomness;
using Medulla.Transforms.Vision;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Vision;

public class VisionTests
{
    private static MetaTensor Picture() => new(new RandomState(1).Uniform(0, 1, [3, 4, 6], ScalarType.Float32));

    [Fact]
    public void Padding_IsLeftTopRightBottom()
    {
        var padded = new VisionPad([1, 2, 3, 4], Fill: 9).Apply(Picture()).Data;
        Assert.Equal([3, 10, 10], padded.shape);
        Assert.True(padded[.., 2..6, 1..7].allclose(Picture().Data));
        Assert.Equal(9, padded[0, 0, 0].item<float>());
        Assert.Equal([6, 10], new VisionPad([2, 1]).Apply(new MetaTensor(ones(4, 6))).Data.shape);
        Assert.Throws<ArgumentException>(() => new VisionPad([1, 2, 3]));
    }

    [Fact]
    public void Crop_IsAboutTheMiddle_AndAddsZeros()
    {
        Assert.True(new VisionCenterCrop([2, 4]).Apply(Picture()).Data.allclose(Picture().Data[.., 1..3, 1..5]));
        Assert.Equal([3, 8, 8], new VisionCenterCrop(8).Apply(Picture()).Data.shape);
        Assert.Throws<ArgumentException>(() => new VisionCenterCrop([0]));
    }

    [Fact]
    public void Normalized_HasEachChannelItsOwn()
    {
        var normal = new VisionNormalize([0, 0.5, 0], [1, 0.5, 2]).Apply(Picture()).Data;
        Assert.True(normal[1].allclose((Picture().Data[1] - 0.5) / 0.5));
        Assert.Throws<ArgumentException>(() => new VisionNormalize(0, 0));
        Assert.Throws<ArgumentException>(() => new VisionNormalize([0, 1], [1, 1]).Apply(Picture()));
        Assert.Throws<ArgumentException>(() => new VisionNormalize(0, 1).Apply(new MetaTensor(ones(3, 2, 2, ScalarType.Byte))));
    }

    [Fact]
    public void FullTurnOfTheHue_IsNone_AndAThirdSwapsColours()
    {
        var picture = Picture().Data;
        Assert.True(Colors.TurnHue(picture, 0).allclose(picture, atol: 1e-5));
        Assert.True(Colors.TurnHue(picture, 1).allclose(picture, atol: 1e-5));
        Assert.True(Colors.TurnHue(picture, 1 / 3.0).allclose(picture.roll(1, 0), atol: 1e-5));   // red becomes green
    }

    [Fact]
    public void Brightness_IsAFactor()
    {
        var brighter = new VisionColorJitter(Brightness: (1.2, 1.2)).Apply(Picture(), 0).Data;
        Assert.True(brighter.allclose((Picture().Data * 1.2).clamp(0, 1)));
        Assert.True(new VisionColorJitter().Apply(Picture(), 0).Data.allclose(Picture().Data));
        Assert.Throws<ArgumentException>(() => new VisionColorJitter(Hue: 0.7));
    }

    [Fact]
    public void NoContrast_IsOneGrey_AndNoSaturationGreys()
    {
        var flat = new VisionColorJitter(Contrast: (1e-9, 1e-9)).Apply(Picture(), 0).Data;
        Assert.True(flat.allclose(Colors.Gray(Picture().Data).mean(), atol: 1e-5));
        var gray = new VisionColorJitter(Saturation: (1e-9, 1e-9)).Apply(Picture(), 0).Data;
        Assert.True(gray.allclose(new VisionGrayscale(3).Apply(Picture()).Data, atol: 1e-5));
        Assert.Throws<ArgumentException>(() => new VisionGrayscale(2));
        Assert.Throws<ArgumentException>(() => new VisionGrayscale().Apply(Images.Turned()));
    }

    [Fact]
    public void BytePictures_StayBytes()
    {
        var bytes = new MetaTensor((Picture().Data * 255).to_type(ScalarType.Byte));
        Assert.Equal(ScalarType.Byte, new VisionColorJitter(0.5, 0.5, 0.5, 0.2).Apply(bytes, 3).Data.dtype);
    }
}
