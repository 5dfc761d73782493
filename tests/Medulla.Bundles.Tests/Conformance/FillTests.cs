using Medulla.Conformance;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Conformance;

public class FillTests
{
    // The check values that were published with the formula; float64.
    [Theory]
    [InlineData("conv.weight", new long[] { 4, 2, 3, 3 }, true, 0.398282671350342, 0.263653744355671, 0.305535268358669)]
    [InlineData("norm.weight", new long[] { 4 }, true, 0.758745986851864, 0.831400546943769, 0.923540243064053)]
    [InlineData("conv.bias", new long[] { 4 }, true, 0.0355326379649341, 0.056928197434172, 0.037744304118678)]
    [InlineData("norm.running_mean", new long[] { 4 }, false, 0.0403040756471455, -0.0749499627389014, 0.0462563252542168)]
    [InlineData("norm.running_var", new long[] { 4 }, false, 0.934407037682831, 0.57578336331062, 1.30166167067364)]
    public void State_HasThePublishedValues(string name, long[] shape, bool isParameter, double first, double second, double third)
    {
        var values = Fill.State(name, zeros(shape, ScalarType.Float64), isParameter, gain: 1)!.flatten().data<double>().ToArray();

        Assert.Equal([first, second, third], values.Take(3), (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Input_HasThePublishedValues()
        => Assert.Equal([0.915005968417972, 0.280680341646075, 0.274169142358005],
            Fill.Input("input.0", [4], "float64").data<double>().ToArray().Take(3), (a, b) => Math.Abs(a - b) < 1e-14);

    [Fact]
    public void Gain_ScalesWeights()
        => Assert.Equal(3 * 0.398282671350342, Fill.State("conv.weight", zeros([4, 2, 3, 3], ScalarType.Float64), true, gain: 3)![0, 0, 0, 0].item<double>(), 1e-13);

    [Fact]
    public void CountersAndOtherBuffers_StayAsTheyAre()
    {
        Assert.Null(Fill.State("norm.num_batches_tracked", zeros([], ScalarType.Int64), false, 1));
        Assert.Null(Fill.State("position.table", zeros(4), false, 1));
    }
}
