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
        ["VISTA3D"] = () =>
        {
            var network = Vista();
            // Of each kind of point and class one, so that every embedding is looked up.
            var (points, kinds) = (tensor(new float[] { 1, 2, 3, 4, 5, 6, 3, 2, 1, 6, 5, 4, 0, 0, 0, 2, 2, 2, 5, 5, 5, 6, 6, 6, 1, 1, 1, 0, 0, 0 }).view(2, 5, 3), tensor(new long[] { 0, 1, 2, 3, -1, 1, 0, 3, 2, -1 }).view(2, 5));
            return (network, () => [network.call(rand([1, 1, 8, 8, 8]), pointCoords: points, pointLabels: kinds, classVector: tensor(new long[] { 0, 1 }).view(2, 1), promptClass: tensor(new long[] { 1, 7 }).view(2, 1))]);
        },
    };

    /// <summary>VISTA3D of 8 channels and 2 classes, the last of which is known.</summary>
    internal static VISTA3D Vista() => new(
        new SegResNetDS2(inChannels: 1, blocksDown: [1, 1], norm: "instance", outChannels: 8, initFilters: 8), new ClassMappingClassify(2, 8), new PointMappingSAM(8, nClasses: 2, lastSupported: 1));

    private static MILBackbone Tiles() => (nn.Module<Tensor, Tensor>)nn.Sequential(nn.Flatten(), nn.Linear(16, 8));
}
