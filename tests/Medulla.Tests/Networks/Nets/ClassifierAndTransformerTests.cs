using Medulla.Networks.Blocks;
using Medulla.Networks.Nets;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

public class ClassifierAndTransformerTests
{
    [Theory]
    [InlineData(MILMode.AttTrans, "transformer.layers.0.self_attn.in_proj_weight")]
    [InlineData(MILMode.AttTransPyramid, "transformer.1.1.layers.0.linear1.weight")]
    public void MilTransformers_HaveTheNamesOfPublishedWeights(MILMode mode, string name)
    {
        using var scope = NewDisposeScope();
        using var model = new MILModel(2, mode, false, transBlocks: 1);
        Assert.Contains(name, model.state_dict().Keys);
        using var noGradient = no_grad();
        model.eval();
        Assert.Equal([1L, 2], model.call(rand([1, 2, 3, 32, 32])).shape);
        Assert.Equal([1L, 2, 2048], model.call(rand([1, 2, 3, 32, 32]), noHead: true).shape);
    }

    [Fact]
    public void BadArguments_AreNamed()
    {
        Assert.Contains("resnet18", Assert.Throws<ArgumentException>(() => new TorchVisionFCModel("vgg16")).Message, StringComparison.Ordinal);
        Assert.Contains("pooling", Assert.Throws<ArgumentException>(() => new TorchVisionFCModel("inception_v3")).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new EfficientNetBN("efficientnet-b0"));
        Assert.Contains("efficientnet-b0", Assert.Throws<ArgumentException>(() => new EfficientNetBN("efficientnet-b99", false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new FlexibleUNet(1, 2, "vgg"));
        Assert.Throws<ArgumentException>(() => new FlexibleUNet(1, 2, "resnet18", spatialDims: 1));
        Assert.Throws<ArgumentException>(() => BlockArgs.FromString("r1_k3_s12_e1_i32_o16"));
        Assert.Throws<ArgumentException>(() => new MILModel(2, MILMode.AttTransPyramid, false, "resnet18"));
        Assert.Throws<ArgumentException>(() => new Restormer(2, numBlocks: [1], heads: [1]));
        Assert.Throws<ArgumentException>(() => new MedNeXt(1));
        Assert.Throws<ArgumentException>(() => new ViTAutoEnc(1, 8, 3, hiddenSize: 8, numHeads: 2, spatialDims: 2));
        Assert.Throws<ArgumentException>(() => new MaskedAutoEncoderViT(1, 8, 4, maskingRatio: 1, hiddenSize: 8, numHeads: 2, spatialDims: 2));
        Assert.Throws<NotSupportedException>(() => new TextEncoder(3));
    }

    [Fact]
    public void BadInput_NamesTheShape()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("[1, 1, 9, 8]", Assert.Throws<ArgumentException>(() => new Restormer(2, 1, 1, 4, [1, 1], [1, 1], 1).call(rand(1, 1, 9, 8))).Message, StringComparison.Ordinal);
        Assert.Contains("multiples of 16", Assert.Throws<ArgumentException>(() => new MedNeXt(2, 4, kernelSize: 3).call(rand(1, 1, 24, 16))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 4", Assert.Throws<ArgumentException>(() => new DecoderOnlyTransformer(5, 4, 8, 1, 2).call(zeros(1, 5, ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaskedAutoEncoder_SeesTheKeptPatchesOnly()
    {
        using var scope = NewDisposeScope();
        using var model = new MaskedAutoEncoderViT(1, 16, 4, 12, 12, 1, 2, 0.75, 12, 12, 1, 2, spatialDims: 2);
        var (output, mask) = model.call(rand(2, 1, 16, 16));
        Assert.Equal([2L, 16, 16], output.shape);
        Assert.Equal(24, mask.sum().item<long>());
    }

    [Fact]
    public void Inception_GivesScoresOfWholeImages_AndSaysWhichAreTooSmall()
    {
        using var scope = NewDisposeScope();
        var network = new TorchVisionFCModel("inception_v3", 4, pool: Medulla.Networks.Layers.LayerSpec.None);
        network.eval();
        Assert.Equal([2, 4], network.call(rand(2, 3, 80, 96)).shape);
        Assert.Contains("75", Assert.Throws<ArgumentException>(() => network.call(rand(2, 3, 80, 64))).Message, StringComparison.Ordinal);
    }
}
