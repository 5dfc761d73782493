using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using Medulla.Networks.Nets.Dints;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Convolutional networks, small.</summary>
internal sealed class ConvolutionalNetworks : NetworkFamily
{
    private static readonly Values<Values<int>> Threes = [3, 3, 3], Steps = [1, 2, 2], Twos = [2, 2];

    /// <inheritdoc/>
    public override Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Members => new()
    {
        ["UNet"] = () => One(new UNet(3, 1, 2, [4, 8], [2], numResUnits: 2), [2, 1, 8, 8, 8]),
        ["BasicUNet"] = () => One(new BasicUNet(2, 1, 2, [4, 4, 4, 4, 4, 4]), [2, 1, 32, 32]),
        ["BasicUNetPlusPlus"] = () => Of(new BasicUNetPlusPlus(2, 1, 2, [4, 4, 4, 4, 4, 4], deepSupervision: true), n => [.. n.call(rand(2, 1, 32, 32))]),
        ["AttentionUnet"] = () => One(new AttentionUnet(2, 1, 2, [4, 8, 16], [2, 2]), [2, 1, 16, 16]),
        ["DynUNet"] = () => One(new DynUNet(2, 1, 2, Threes, Steps, Twos, [4, 4, 4], resBlock: true), [2, 1, 16, 16]),
        ["DynUNet, deep"] = () => One(new DynUNet(2, 1, 2, [3, 3, 3, 3], [1, 2, 2, 2], [2, 2, 2], [4, 4, 4, 4], deepSupervision: true), [2, 1, 32, 32]),
        ["VNet"] = () => One(new VNet(2, 1, 2, dropoutProb: null, dropoutProbDown: 0.1, dropoutDim: 2), [2, 1, 32, 32]),
        ["SegResNet"] = () => One(new SegResNet(2, 8, 1, 2, blocksDown: [1, 1], blocksUp: [1]), [2, 1, 8, 8]),
        ["SegResNetVAE"] = () => Of(
            new SegResNetVAE([16, 16], vaeEstimateStd: true, vaeNz: 4, spatialDims: 2, inChannels: 1, blocksDown: [1, 1], blocksUp: [1]), n => n.call(rand(2, 1, 16, 16)) is (var a, { } b) ? [a, b] : []),
        ["SegResNetDS"] = () => Of(
            new SegResNetDS(2, 4, 1, 2, blocksDown: [1, 1, 1], dsdepth: 2), n => n.call(rand(2, 1, 8, 8)) is IReadOnlyList<Tensor> all ? [.. all] : [(Tensor)n.call(rand(2, 1, 8, 8))]),
        ["HighResNet"] = () => One(new HighResNet(2, 1, 2, layerParams: [new(4, 3), new(4, [3, 3], 2), new(8, 3, 1), new(8, 1), new(0, 1)]), [2, 1, 8, 8]),
        ["DiNTS"] = () => One(new DiNTS(new TopologyInstance(null, 0.125, 2, 2, 2), 1, 2, spatialDims: 2), [2, 1, 16, 16]),
        ["DiNTS, searching"] = () => One(
            new DiNTS(new TopologySearch(0.125, null, 2, 2, 3, useDownsample: false), 1, 2, useDownsample: false), [2, 1, 8, 8, 8]),
        ["AHNet"] = () => One(new AHNet([1, 1, 1, 1], 3, 1, 2, pspBlockNum: 1, upsampleMode: FeatureUpsampling.Trilinear), [2, 1, 32, 32, 32]),
        ["DAF3D"] = () => Of(new DAF3D(1, 2, visualOutput: true), n => [.. (IReadOnlyList<Tensor>)n.call(rand([2, 1, 16, 16, 16]))]),
        ["FCN"] = () => One(new FCN(2, pretrained: false), [2, 3, 64, 64]),
        ["MCFCN"] = () => One(new MCFCN(1, 2, FeatureUpsampling.Transpose, pretrained: false), [2, 1, 64, 64]),
        ["ResNet"] = () => One(new ResNet(ResNetBlockKind.Bottleneck, [1, 1, 1, 1], [2, 4, 8, 16], 2, 1, numClasses: 3), [2, 1, 32, 32]),
        ["DenseNet"] = () => One(new DenseNet(2, 1, 3, 4, 4, [1, 2]), [4, 1, 32, 32]),
        ["SENet"] = () => One(new SENet(2, 1, SENetBlock.ResNetBottleneck, [1, 1, 1, 1], 1, 16, inplanes: 64, numClasses: 3, input3x3: false), [4, 1, 64, 64]),
        ["ConvDenseBlock"] = () => One(new ConvDenseBlock(2, 1, [2, 3], [1, 2], numResUnits: 1), [2, 1, 8, 8]),
        ["SimpleASPP"] = () => One(new SimpleASPP(3, 1, 2), [2, 1, 8, 8, 8]),
        ["DownSample"] = () => One(new DownSample(2, 2, 4, mode: Downsampling.AvgPool), [2, 2, 8, 8]),
        ["SubpixelDownsample"] = () => One(new SubpixelDownsample(2, 2), [2, 2, 8, 8]),
        ["VariationalNetworkModel"] = () => Of(
            new VariationalNetworkModel(new(features: [2, 2, 2, 2, 2, 2]), new ComplexUnet(features: [2, 2, 2, 2, 2, 2]), 2), n => [n.call(rand([1, 2, 40, 32, 2]), Columns())]),
        ["VariationalNetworkModel of given steps, 3-D"] = () => Of(
            new VariationalNetworkModel(new(3, [2, 2, 2, 2, 2, 2]), [new ComplexUnet(3, [2, 2, 2, 2, 2, 2])], 3), n => [n.call(rand([1, 1, 32, 32, 32, 2]), ones([1, 1, 1, 1, 32, 1]))]),
    };

    /// <summary>Columns of k-space that were measured, [1, 1, 1, 32, 1].</summary>
    private static Tensor Columns() => tensor([.. Enumerable.Range(0, 32).Select(i => i is > 11 and < 20 || i % 3 == 0 ? 1f : 0f)]).view(1, 1, 1, 32, 1);
}
