using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Transformers, restoration, large kernels and classifiers as encoders, small.</summary>
internal sealed class TransformerNetworks : NetworkFamily
{
    /// <inheritdoc/>
    public override Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Members => new()
    {
        ["ViTAutoEnc"] = () => Of(new ViTAutoEnc(1, 8, 4, 1, 4, 8, 8, 1, 2, spatialDims: 2), n => [n.call(rand(2, 1, 8, 8)).Output]),
        ["Restormer"] = () => One(new Restormer(2, 1, 1, 4, [1, 1], [1, 2], 1), 2, 1, 8, 8),
        ["Restormer, dual pixel"] = () => One(new Restormer(2, 1, 2, 4, [1, 1, 1], [1, 2, 2], 1, dualPixelTask: true), 1, 1, 16, 16),
        ["MedNeXt"] = () => Of(new MedNeXt(2, 4, 1, 2, kernelSize: 3, useResidualConnection: true, blocksDown: [1, 1], blocksUp: [1, 1], globalRespNorm: true), n => [(Tensor)n.call(rand(2, 1, 8, 8))]),
        ["EfficientNetBN"] = () => One(new EfficientNet(["r1_k3_s11_e1_i32_o16_se0.25", "r2_k3_s22_e2_i16_o24"], 2, 1, 3, imageSize: 16), 2, 1, 16, 16),
        ["FlexibleUNet"] = () => One(new FlexibleUNet(1, 2, "resnet10", decoderChannels: [8, 8, 8, 4, 4]), 1, 1, 64, 64),
        ["NetAdapter"] = () => One(new NetAdapter(new ResNet(ResNetBlockKind.Basic, [1, 1, 1, 1], [4, 4, 8, 8], 2, 1), 3, pool: ("avg", new() { ["kernel_size"] = 4 })), 2, 1, 64, 64),
        ["MILModel, attention"] = () => Of(new MILModel(2, MILMode.Att, false, Tiles(), 8), n => [n.call(rand([2, 3, 1, 4, 4]))]),
        ["MILModel, transformer"] = () => Of(new MILModel(2, MILMode.AttTrans, false, Tiles(), 8, transBlocks: 1), n => [n.call(rand([2, 3, 1, 4, 4]))]),
        ["TextEncoder"] = () => Of(new TextEncoder(3, 2, hiddenSize: 4, encoding: "rand_embedding"), n => [n.call()]),
    };

    private static MILBackbone Tiles() => (nn.Module<Tensor, Tensor>)nn.Sequential(nn.Flatten(), nn.Linear(16, 8));
}
