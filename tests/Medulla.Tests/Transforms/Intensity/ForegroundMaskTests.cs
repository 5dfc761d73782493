using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class ForegroundMaskTests
{
    /// <summary>Two clear classes, around 40 and around 200, the bright one three times as large.</summary>
    private static Tensor TwoClasses()
    {
        var random = new Random(7);
        double Noise() => 15 * (random.NextDouble() + random.NextDouble() - 1);
        return tensor([.. Enumerable.Range(0, 20000).Select(i => (i % 4 == 0 ? 40 : 200) + Noise() + Noise())]).view(100, 200);
    }

    [Theory]
    [InlineData(ThresholdMethod.Otsu, 5250)]
    [InlineData(ThresholdMethod.Isodata, 5250)]
    [InlineData(ThresholdMethod.Li, 5250)]
    [InlineData(ThresholdMethod.Minimum, 5250)]
    [InlineData(ThresholdMethod.Triangle, 5250)]
    [InlineData(ThresholdMethod.Yen, 6200)]   // known to cut into the larger class
    public void EveryMethod_DividesClearClasses(ThresholdMethod method, long most)
    {
        var classes = TwoClasses();
        foreach (var image in new[] { classes.to_type(ScalarType.Byte), classes.to_type(ScalarType.Float32) / 10, classes - 500 })
        {
            var mask = new ForegroundMask(method).Apply(new(image.unsqueeze(0)));
            Assert.Equal(image.dtype, mask.Data.dtype);
            Assert.InRange(mask.Data.to_type(ScalarType.Int64).sum().item<long>(), 4750, most);
        }
    }

    [Fact]
    public void MeanMethod_IsTheMean() => Assert.Equal(2.5, AutomaticThreshold.Of(tensor([1L, 2, 3, 4]), ThresholdMethod.Mean));

    [Fact]
    public void ThresholdOfFewValues_IsExact()
    {
        // Otsu: classes {1, 1, 2} and {8, 9}. Isodata: means 4/3 and 8.5 have their middle at 4.9. Triangle: peak 1, far end 9.
        var values = tensor([1L, 1, 2, 8, 9]);
        Assert.Equal(2, AutomaticThreshold.Of(values, ThresholdMethod.Otsu));
        Assert.Equal(4, AutomaticThreshold.Of(values, ThresholdMethod.Isodata));
    }

    [Fact]
    public void OneIntensity_IsItsOwnThreshold()
        => Assert.Equal(3, AutomaticThreshold.Of(full(new long[] { 4, 4 }, 3f), ThresholdMethod.Yen));

    [Fact]
    public void OnePeak_HasNoValley()
        => Assert.Contains("peaks", Assert.Throws<InvalidOperationException>(() => AutomaticThreshold.Of(tensor([5L, 5, 5]), ThresholdMethod.Minimum)).Message);

    [Fact]
    public void InfiniteIntensities_AreRejected()
        => Assert.Throws<ArgumentException>(() => AutomaticThreshold.Of(tensor([1f, float.PositiveInfinity]), ThresholdMethod.Otsu));

    [Fact]
    public void Colours_ArePureHues()
    {
        // Red, green, blue, yellow, grey.
        var rgb = tensor([1.0, 0, 0, 1, 0.5, 0, 1, 0, 1, 0.5, 0, 0, 1, 0, 0.5]).view(3, 5);
        var hsv = HueSaturationValue.Of(rgb).data<double>().ToArray();
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1 / 6.0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0.5], hsv, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void BothKinds_MustHold()
    {
        // Dark red, dark grey, bright grey: dark by R, G, B; coloured by S.
        var rgb = tensor([90f, 50, 250, 0, 50, 250, 0, 50, 250]).view(3, 1, 3).to_type(ScalarType.Byte);
        var thresholds = new Dictionary<string, IntensityThreshold> { ["s"] = 0.5 };
        Assert.Equal([1f, 0, 0], new ForegroundMask(100.0, thresholds).Apply(new(rgb)).Voxels());
    }

    [Fact]
    public void Inverted_FindsWhatIsBright()
        => Assert.Equal([0f, 1], new ForegroundMask(100.0, InvertIntensity: true).Apply(new(tensor([10f, 250]).view(1, 1, 2).to_type(ScalarType.Byte))).Voxels());

    [Fact]
    public void OwnFunction_GivesTheThreshold()
        => Assert.Equal([1f, 0], new ForegroundMask((Func<Tensor, double>)(channel => channel.mean().item<float>())).Apply(new(tensor([1f, 5]).view(1, 1, 2))).Voxels());

    [Fact]
    public void NoThreshold_IsRejected() => Assert.Throws<ArgumentException>(() => new ForegroundMask(ChannelThresholds.None));

    [Fact]
    public void HueOfGreyPicture_IsRejected()
        => Assert.Contains("three channels", Assert.Throws<ArgumentException>(() => new ForegroundMask(HsvThreshold: 0.5).Apply(new(ones(1, 4, 4)))).Message);

    [Fact]
    public void Records_CompareByValue()
        => Assert.Equal(new ForegroundMask(ThresholdMethod.Li, 0.5), new ForegroundMask(ThresholdMethod.Li, 0.5));
}
