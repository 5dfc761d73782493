using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using Medulla.Networks.Nets.Dints;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

/// <summary>What convolutional networks say to inputs that they were not made for.</summary>
public class ConvolutionalInputTests
{
    private static readonly Dictionary<string, Func<nn.Module>> Networks = new()
    {
        ["UNet"] = () => new UNet(2, 1, 2, [4, 8], [2]),
        ["AttentionUnet"] = () => new AttentionUnet(2, 1, 2, [4, 8], [2]),
        ["BasicUNet"] = () => new BasicUNet(2, 1, 2, [4, 4, 4, 4, 4, 4]),
        ["BasicUNetPlusPlus"] = () => new BasicUNetPlusPlus(2, 1, 2, 4),
        ["DynUNet"] = () => new DynUNet(2, 1, 2, [3, 3, 3], [1, 2, 2], [2, 2], [4, 4, 4]),
        ["VNet"] = () => new VNet(2, 1, 2),
        ["SegResNet"] = () => new SegResNet(2),
        ["SegResNetDS"] = () => new SegResNetDS(2),
        ["HighResNet"] = () => new HighResNet(2),
        ["DiNTS"] = () => new DiNTS(new TopologyInstance(null, 0.125, 1, 2, 2), 1, 2, spatialDims: 2),
        ["ResNet"] = () => new ResNet(ResNetBlockKind.Basic, [1, 1, 1, 1], [2, 4, 8, 16], 2, 1),
        ["DenseNet"] = () => new DenseNet(2, 1, 3, 4, 4, [1, 2]),
        ["SENet"] = () => new SENet(2, 1, SENetBlock.ResNetBottleneck, [1, 1, 1, 1], 1, 16, inplanes: 64),
        ["AHNet"] = () => new AHNet([1, 1, 1, 1], 2),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OtherChannels_AreRejected(string name)
        => Rejected(name, [1, 3, 32, 32], $"{name}: the input is [1, 3, 32, 32]; [B, 1] and 2 spatial axes are expected.");

    [Theory]
    [MemberData(nameof(Names))]
    public void OtherAxes_AreRejected(string name)
        => Rejected(name, [1, 1, 32, 32, 32], $"{name}: the input is [1, 1, 32, 32, 32]; [B, 1] and 2 spatial axes are expected.");

    [Theory]
    [InlineData("AttentionUnet", "multiples of 2")]
    [InlineData("DynUNet", "pad the image")]
    [InlineData("VNet", "multiples of 16")]
    [InlineData("SegResNet", "multiples of 8")]
    [InlineData("SegResNetDS", "multiples of [8, 8]")]
    [InlineData("DiNTS", "multiples of 4")]
    [InlineData("AHNet", "multiples of 32")]
    public void SizesThatDoNotDivide_AreRejected(string name, string expected) => Rejected(name, [1, 1, 33, 32], expected);

    [Fact]
    public void AHNet_TooSmallForItsPyramid_IsRejected()
        => Rejected("AHNet", [1, 1, 96, 32], "within slices multiples of 128 voxels are expected");

    [Fact]
    public void BasicUNetPlusPlus_TooSmallToShrink_IsRejected() => Rejected("BasicUNetPlusPlus", [1, 1, 15, 32], "at least 16 voxels");

    [Fact]
    public void FactorizedReduce_OfAnOddSize_IsRejected()
    {
        using var block = new FactorizedReduceBlock(2, 4, 2);
        using var input = rand(1, 2, 5, 4);
        Assert.Contains("even size", Assert.Throws<ArgumentException>(() => block.call(input)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SubpixelDownsample_OfASizeThatDoesNotDivide_IsRejected()
    {
        using var block = new SubpixelDownsample(2, 2);
        using var input = rand(1, 2, 5, 4);
        Assert.Contains("multiples of 2", Assert.Throws<ArgumentException>(() => block.call(input)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImpossibleArguments_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new ConvDenseBlock(2, 1, [2, 3], [1]));
        Assert.Throws<ArgumentException>(() => new SimpleASPP(2, 1, 2, [1, 3], [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new GCN(4, 2, 4));
        Assert.Throws<ArgumentException>(() => new DownSample(2, null, 4));
        Assert.Throws<ArgumentException>(() => new HighResNet(2, layerParams: [new(4, 3), new(0, 1)]));
        Assert.Throws<ArgumentException>(() => new HighResBlock(2, 8, 4));
        Assert.Throws<ArgumentException>(() => new BasicUNetPlusPlus(2, features: [4, 4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new P3DActiConvNormBlock(2, 2, 3, 1, mode: 3));
        Assert.Throws<ArgumentException>(() => new AHNet([1, 1, 1]));
        Assert.Throws<ArgumentException>(() => new FCN(upsampleMode: FeatureUpsampling.Nearest, pretrained: false));
        Assert.Throws<NotSupportedException>(() => new FCN());
    }

    private static void Rejected(string name, long[] shape, string expected)
    {
        using var scope = NewDisposeScope();
        using var network = Networks[name]();
        network.eval();
        var input = rand(shape);
        var message = Assert.Throws<ArgumentException>(() => network switch
        {
            BasicUNetPlusPlus nested => nested.call(input)[0],
            SegResNetDS several => (Tensor)several.call(input),
            _ => ((nn.Module<Tensor, Tensor>)network).call(input),
        }).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
