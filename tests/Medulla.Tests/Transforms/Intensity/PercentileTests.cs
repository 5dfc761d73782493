using Medulla.Randomness;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Intensity;

public class PercentileTests
{
    [Theory]
    [InlineData(10_000)]
    [InlineData(1_200_000)]
    public void CountedPercentiles_AreThoseOfSortedValues(long count)
    {
        var values = new RandomState(2).Normal(0, 100, [count], ScalarType.Float32);
        double[] percentages = [0, 0.05, 25, 50, 99.95, 100];
        var expected = values.to_type(ScalarType.Float64).quantile(tensor(percentages) / 100).data<double>().ToArray();
        Assert.All(Percentages.Of(values, percentages).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-3 + Math.Abs(pair.Second) * 1e-5));
    }

    [Fact]
    public void NaN_HasNoPercentiles()
    {
        var values = arange(20_000, ScalarType.Float32);
        values[77] = float.NaN;
        Assert.Equal([double.NaN, double.NaN], Percentages.Of(values, 1, 99));
        Assert.True(Arrays.Percentile(values[..100], 50).isnan().item<bool>());
    }

    [Fact]
    public void ChannelsByThemselves_FillTheRangeEach()
    {
        var image = Images.Turned().Data * tensor([1f, 50f]).view(2, 1, 1, 1);
        var scaled = new ScaleIntensityRangePercentiles(0, 100, -1, 2, ChannelWise: true).Apply(new MetaTensor(image)).Data;
        foreach (var channel in scaled.unbind(0))
        {
            Assert.Equal(-1, channel.min().item<float>(), 1e-4);
            Assert.Equal(2, channel.max().item<float>(), 1e-4);
        }
    }

    [Fact]
    public void RelativeRange_LeavesRoomAtBothEnds()
    {
        var ramp = new MetaTensor(linspace(0, 1, 101).view(1, 101));
        var scaled = new ScaleIntensityRangePercentiles(10, 90, 0, 200, Relative: true).Apply(ramp).Data;
        Assert.True(scaled.allclose(linspace(0, 200, 101).view(1, 101), rtol: 1e-3, atol: 1e-2));
        Assert.Contains("b_min", Assert.Throws<ArgumentException>(() => new ScaleIntensityRangePercentiles(10, 90, null, 1, Relative: true).Apply(ramp)).Message);
    }

    [Theory]
    [InlineData(null, 80.0, 0, 80)]
    [InlineData(20.0, null, 20, 100)]
    public void MissingPercentage_CutsNothing(double? lower, double? upper, float from, float to)
    {
        var ramp = new MetaTensor(arange(101, ScalarType.Float32).view(1, 101));
        var cut = new ClipIntensityPercentiles(lower, upper).Apply(ramp).Data;
        Assert.Equal((from, to), (cut.min().item<float>(), cut.max().item<float>()));
    }

    [Fact]
    public void RoundedCorners_KeepTheOrder_AndGrowSharp()
    {
        var ramp = new MetaTensor(arange(101, ScalarType.Float32).view(1, 101));
        var soft = new ClipIntensityPercentiles(20, 80, 0.3).Apply(ramp).Data;
        Assert.True((soft.diff() > 0).all().item<bool>());
        var sharp = new ClipIntensityPercentiles(20, 80, 50).Apply(ramp).Data;
        Assert.True(sharp.allclose(new ClipIntensityPercentiles(20, 80).Apply(ramp).Data, atol: 0.02));
    }

    [Fact]
    public void Ends_AreNotedForEachChannel()
    {
        var image = new ClipIntensityPercentiles(10, null, 5, ChannelWise: true, ReturnClippingValues: true).Apply(Images.Turned());
        var ends = Assert.IsType<List<object>>(image.Metadata.Fields["clipping_values"]);
        Assert.Equal(2, ends.Count);
        Assert.All(ends, pair => Assert.True(((object?[])pair) is [double, null]));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(-1.0, 90.0, null)]
    [InlineData(10.0, 101.0, null)]
    [InlineData(60.0, 40.0, null)]
    [InlineData(10.0, 90.0, 0.0)]
    public void ImpossibleCuts_AreRejected(double? lower, double? upper, double? sharpness)
        => Assert.ThrowsAny<ArgumentException>(() => new ClipIntensityPercentiles(lower, upper, sharpness));

    [Fact]
    public void ImpossiblePercentage_IsRejected()
        => Assert.Contains("0 to 100", Assert.Throws<ArgumentOutOfRangeException>(() => new ScaleIntensityRangePercentiles(10, 120, 0, 1)).Message);
}
