using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Generative networks, small.</summary>
internal sealed class GenerativeNetworks : NetworkFamily
{
    private static Tensor Steps => tensor([1L, 0L]);

    /// <inheritdoc/>
    public override Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Members => new()
    {
        ["AutoEncoder"] = () => One(new AutoEncoder(2, 1, 1, [4, 8], [2, 2], numResUnits: 1, interChannels: [8, 8]), [2, 1, 8, 8]),
        ["VarAutoEncoder"] = () => Of(new VarAutoEncoder(2, [1, 8, 8], 1, 3, [4, 8], [2, 2]), n => n.call(rand(2, 1, 8, 8)) is var (a, b, c, d) ? [a, b, c, d] : []),
        ["FullyConnectedNet"] = () => One(new FullyConnectedNet(6, 3, [8, 8], 0.1), [4, 6]),
        ["VarFullyConnectedNet"] = () => Of(new VarFullyConnectedNet(6, 3, 2, [8, 4], [4, 8]), n => n.call(rand(4, 6)) is var (a, b, c, d) ? [a, b, c, d] : []),
        ["Regressor"] = () => One(new Regressor([1, 8, 8], [3, 2], [4, 8], [2, 2]), [2, 1, 8, 8]),
        ["Classifier"] = () => One(new Classifier([1, 8, 8], 3, [4, 8], [2, 2]), [2, 1, 8, 8]),
        ["Discriminator"] = () => One(new Discriminator([1, 8, 8], [4, 8], [2, 2]), [2, 1, 8, 8]),
        ["Critic"] = () => One(new Critic([1, 8, 8], [4, 8], [2, 2]), [2, 1, 8, 8]),
        ["Generator"] = () => One(new Medulla.Networks.Nets.Generator([6], [4, 4, 4], [8, 1], [2, 2]), [2, 6]),
        ["PatchDiscriminator"] = () => Of(new PatchDiscriminator(2, 4, 1, numLayersD: 2), n => [.. n.call(rand(2, 1, 32, 32))]),
        ["MultiScalePatchDiscriminator"] = () => Of(
            new MultiScalePatchDiscriminator(2, 1, 2, 4, 1, minimumSizeIm: 32),
            n => n.call(rand(2, 1, 32, 32)) is var (scores, features) ? [.. scores, .. features.SelectMany(f => f)] : []),
        ["VQVAE"] = () => Of(
            new VQVAE(2, 1, 1, [4, 8], 1, 4, numEmbeddings: 8, embeddingDim: 4), n => n.call(rand(2, 1, 8, 8)) is var (a, b) ? [a, b] : []),
        ["AutoencoderKL"] = () => Of(
            new AutoencoderKL(2, numResBlocks: 1, channels: [4, 8], attentionLevels: [false, true], normNumGroups: 2),
            n => n.call(rand(2, 1, 8, 8)) is var (a, b, c) ? [a, b, c] : []),
        ["SPADEAutoencoderKL"] = () => Of(
            new SPADEAutoencoderKL(2, 3, numResBlocks: 1, channels: [4, 8], attentionLevels: [false, true], normNumGroups: 2, spadeIntermediateChannels: 4),
            n => n.call(rand(2, 1, 8, 8), rand(2, 3, 8, 8)) is var (a, b, c) ? [a, b, c] : []),
        ["AutoencoderKlMaisi"] = () => Of(
            new AutoencoderKlMaisi(3, 1, 1, 1, [4, 8], [false, false], normNumGroups: 2), n => n.call(rand([1, 1, 8, 8, 8])) is var (a, b, c) ? [a, b, c] : []),
        ["DiffusionModelUNet"] = () => Of(
            new DiffusionModelUNet(2, 1, 1, 1, [4, 8], [false, true], 2, numHeadChannels: 4, withConditioning: true, crossAttentionDim: 3, numClassEmbeds: 2),
            n => [n.call(rand(2, 1, 8, 8), Steps, rand(2, 5, 3), Steps)]),
        ["DiffusionModelUNet, residual"] = () => Of(
            new DiffusionModelUNet(3, 1, 1, 1, [4, 8], [false, true], 2, resblockUpdown: true, numHeadChannels: 4),
            n => [n.call(rand([2, 1, 4, 4, 4]), Steps)]),
        ["DiffusionModelEncoder"] = () => Of(
            new DiffusionModelEncoder(2, 1, 2, 1, [4, 64], [false, true], 2), n => [n.call(rand(2, 1, 32, 32), Steps)]),
        ["SPADEDiffusionModelUNet"] = () => Of(
            new SPADEDiffusionModelUNet(2, 1, 1, 3, 1, [4, 8], [false, true], 2, numHeadChannels: 4, spadeIntermediateChannels: 4),
            n => [n.call(rand(2, 1, 8, 8), Steps, rand(2, 3, 8, 8))]),
        ["DiffusionModelUNetMaisi"] = () => Of(
            new DiffusionModelUNetMaisi(
                2, 1, 1, 1, [4, 8], [false, true], 2, numHeadChannels: 4, includeFc: true, includeTopRegionIndexInput: true,
                includeBottomRegionIndexInput: true, includeSpacingInput: true),
            n => [n.call(rand(2, 1, 8, 8), Steps, topRegionIndexTensor: rand(2, 4), bottomRegionIndexTensor: rand(2, 4), spacingTensor: rand(2, 3))]),
        ["ControlNet"] = () => Of(
            new ControlNet(2, 1, 1, [4, 8], [false, true], 2, numHeadChannels: 4, conditioningEmbeddingNumChannels: [4, 4]),
            n => n.call(rand(2, 1, 8, 8), Steps, rand(2, 1, 16, 16)) is var (down, middle) ? [.. down, middle] : []),
        ["SPADENet"] = () => Of(
            new SPADENet(2, 1, 1, 3, [8, 8], [4, 8], zDim: 3, spadeIntermediateChannels: 4), n => [.. n.call(rand(2, 3, 8, 8), rand(2, 1, 8, 8))]),
        ["SPADENet without encoder"] = () => Of(
            new SPADENet(2, 1, 1, 3, [8, 8], [4, 8], isVae: false, spadeIntermediateChannels: 4), n => [.. n.call(rand(2, 3, 8, 8))]),
        ["SpatialTransformer"] = () => Of(new SpatialTransformer(2, 4, 2, 2, normNumGroups: 2), n => [n.call(rand(2, 4, 4, 4))]),
    };
}
