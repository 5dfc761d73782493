using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public class LayerTests
{
    [Theory]
    [InlineData("relu", -1, 0)]
    [InlineData("ReLU", 2, 2)]
    [InlineData("relu6", 8, 6)]
    [InlineData("leakyrelu", -1, -0.01)]
    [InlineData("prelu", -1, -0.25)]
    [InlineData("elu", -1, -0.63212056)]        // e^-1 - 1
    [InlineData("celu", -1, -0.63212056)]
    [InlineData("selu", -1, -1.1113307)]        // 1.0507 * 1.67326 * (e^-1 - 1)
    [InlineData("gelu", 1, 0.8413447)]          // Phi(1)
    [InlineData("sigmoid", 0, 0.5)]
    [InlineData("tanh", 1, 0.7615942)]
    [InlineData("swish", 1, 0.7310586)]         // 1 / (1 + e^-1)
    [InlineData("memswish", 1, 0.7310586)]
    [InlineData("mish", 1, 0.8650984)]          // tanh(ln(1 + e))
    [InlineData("", -3, -3)]
    public void Activation_IsTheFunctionOfItsName(string name, double x, double expected)
    {
        using var scope = NewDisposeScope();
        using var layer = Act.Create(name);
        Assert.Equal(expected, layer.call(tensor((float)x).reshape(1, 1)).item<float>(), 1e-5);
    }

    [Fact]
    public void Activation_TakesArguments()
    {
        using var scope = NewDisposeScope();
        using var layer = Act.Create(("leakyrelu", new() { ["negative_slope"] = 0.1, ["inplace"] = true }));
        var input = tensor(-2f);
        Assert.Equal(-0.2f, layer.call(input).item<float>(), 1e-6f);
        Assert.Equal(-2f, input.item<float>());
    }

    [Fact]
    public void Softmax_SumsToOneOverChannels()
    {
        using var scope = NewDisposeScope();
        using var layer = Act.Create("softmax");
        Assert.True(layer.call(rand(2, 3, 4, 5)).sum(1).allclose(ones(2, 4, 5)));
    }

    [Fact]
    public void GroupNorm_StartsWithOnesAndZeros()
    {
        using var layer = Norm.Create(("group", new() { ["num_groups"] = 2 }), 3, 4);
        var state = layer.state_dict();
        Assert.Equal([1, 1, 1, 1], state["weight"].data<float>().ToArray());
        Assert.Equal([0, 0, 0, 0], state["bias"].data<float>().ToArray());
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("instance")]
    [InlineData("INSTANCE_NVFUSER")]
    public void Norm_CentresEveryChannel_InAllDimensions(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var space in new long[][] { [6], [6, 5], [6, 5, 4] })
        {
            using var layer = Norm.Create(name, space.Length, 3);
            var output = layer.call(rand([1, 3, .. space]) + 7);
            Assert.True(output.flatten(2).mean([2]).abs().max().item<float>() < 1e-4);
        }
    }

    [Fact]
    public void Pool_TakesOneSizeOrOneAnAxis()
    {
        using var scope = NewDisposeScope();
        using var max = Pool.Create(("max", new() { ["kernel_size"] = new List<object?> { 2L, 4L } }), 2);
        using var average = Pool.Create(("adaptiveavg", new() { ["output_size"] = 1 }), 3);
        Assert.Equal([1, 1, 4, 2], max.call(rand(1, 1, 8, 8)).shape);
        Assert.Equal([1, 2, 1, 1, 1], average.call(rand([1, 2, 4, 4, 4])).shape);
    }

    [Fact]
    public void Pad_BeginsWithTheLastAxis()
    {
        using var scope = NewDisposeScope();
        using var pad = Pad.Create(("constantpad", new() { ["padding"] = new[] { 1, 2, 0, 0 }, ["value"] = 5.0 }), 2);
        var output = pad.call(zeros(1, 1, 1, 1));
        Assert.Equal([1, 1, 1, 4], output.shape);
        Assert.Equal([5, 0, 5, 5], output.data<float>().ToArray());
    }

    [Fact]
    public void Dropout_IsAProbability_AndDropsWholeChannelsOfImages()
    {
        using var scope = NewDisposeScope();
        using var layer = Dropout.Create(0.5, 2);
        var kept = layer.call(ones(64, 8, 3, 3)).flatten(2);
        Assert.True(kept.amax(2).equal(kept.amin(2)).all().item<bool>());
        Assert.Throws<ArgumentException>(() => Dropout.Create(1.5));
    }

    [Fact]
    public void UnknownName_IsRejected_WithTheNearest()
        => Assert.Contains("Act has no layer 'leakyrelo' (did you mean 'leakyrelu'?); there are celu, elu,", Message(() => Act.Create("leakyrelo")));

    [Fact]
    public void UnknownArgument_IsRejected_WithThoseItTakes()
        => Assert.Equal(
            "Act: leakyrelu has no argument 'slope'; it takes negative_slope, inplace.",
            Message(() => Act.Create(("leakyrelu", new() { ["slope"] = 0.1 }))));

    [Fact]
    public void ArgumentOfAnotherKind_IsRejected()
        => Assert.Equal("Norm: num_groups of group is four; a whole number is expected.", Message(() => Norm.Create(("group", new() { ["num_groups"] = "four" }), 2, 4)));

    [Fact]
    public void GroupsThatDoNotDivideTheChannels_AreRejected()
        => Assert.Contains("num_groups 3 and 4 channels", Message(() => Norm.Create(("group", new() { ["num_groups"] = 3 }), 2, 4)));

    [Fact]
    public void SyncBatch_IsRefused_WithTheWayOut()
        => Assert.Contains("'batch' computes the same in one process", Message(() => Norm.Create("syncbatch", 2, 4)));

    [Fact]
    public void MissingArgument_IsNamed()
        => Assert.Equal("Pool: max needs the argument 'kernel_size'.", Message(() => Pool.Create("max", 2)));

    [Fact]
    public void Spec_ReadsConfigurationsPairs()
    {
        LayerSpec spec = new object?[] { "group", new Dictionary<string, object?> { ["num_groups"] = 4 } };
        Assert.Equal("group(num_groups: 4)", spec.ToString());
        Assert.Throws<ArgumentException>(() => (LayerSpec)new object?[] { 1, 2 });
    }

    private static string Message(Func<object> make) => Assert.ThrowsAny<ArgumentException>(make).Message;
}
