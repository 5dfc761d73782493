using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>A transformer whose attention stays within windows, on grids that are halved stage by stage. Liu et al., Swin transformer (2021).</summary>
public sealed class SwinTransformer : MultiBlock
{
    private const int Stages = 4;

    private readonly nn.Module<Tensor, Tensor> patchEmbed, posDrop;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>>[] stages;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>>[] convolutions;

    /// <summary>[B, <paramref name="inChans"/>, spatial...] to five grids of features, each half the size of the one before.</summary>
    /// <param name="inChans">Channels of the input.</param>
    /// <param name="embedDim">Channels of the largest grid; each smaller one has twice as many.</param>
    /// <param name="windowSize">Patches of a window along each axis.</param>
    /// <param name="patchSize">Voxels of a patch along each axis.</param>
    /// <param name="depths">Blocks of each of the four stages.</param>
    /// <param name="numHeads">Heads of each stage.</param>
    /// <param name="mlpRatio">Channels within the perceptrons, in terms of the stage's.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="dropRate">Probability to drop an output.</param>
    /// <param name="attnDropRate">Probability to drop a weight of attention.</param>
    /// <param name="dropPathRate">Probability to leave out a branch in the last block; it rises to that from 0.</param>
    /// <param name="normLayer">The normalization; layer if null.</param>
    /// <param name="patchNorm">Whether patches are normalized.</param>
    /// <param name="useCheckpoint">Accepted for configurations' sake; the result is the same.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="downsample">How grids are halved.</param>
    /// <param name="useV2">Whether a residual block of convolutions stands before each stage. He et al., SwinUNETR-V2 (2023).</param>
    /// <exception cref="ArgumentException">There are not four stages, or sizes do not divide.</exception>
    public SwinTransformer(
        int inChans, int embedDim, Values<int> windowSize, Values<int> patchSize, Values<int> depths, Values<int> numHeads, double mlpRatio = 4,
        bool qkvBias = true, double dropRate = 0, double attnDropRate = 0, double dropPathRate = 0, LayerSpec? normLayer = null, bool patchNorm = false,
        bool useCheckpoint = false, int spatialDims = 3, PatchMergingMode downsample = PatchMergingMode.Merging, bool useV2 = false)
        : base(nameof(SwinTransformer))
    {
        if (depths.Count != Stages || numHeads.Count != Stages)
        {
            throw new ArgumentException($"SwinTransformer: depths are {depths} and heads {numHeads}; four stages are expected.", nameof(depths));
        }
        patchEmbed = this.Part("patch_embed", new PatchEmbed(patchSize, inChans, embedDim, patchNorm ? normLayer : LayerSpec.None, spatialDims));
        posDrop = this.Part("pos_drop", nn.Dropout(dropRate));
        var blocks = depths.Sum();
        double[] rates = [.. Enumerable.Range(0, blocks).Select(i => blocks > 1 ? dropPathRate * i / (blocks - 1) : 0)];
        stages = [.. Enumerable.Range(0, Stages).Select(stage => this.Parts<nn.Module<Tensor, Tensor>>($"layers{stage + 1}", [new SwinStage(
            embedDim << stage, depths[stage], numHeads[stage], windowSize, Values.From(rates.Skip(depths.Take(stage).Sum()).Take(depths[stage])), mlpRatio,
            qkvBias, dropRate, attnDropRate, normLayer, downsample)]))];
        convolutions = [.. Enumerable.Range(0, useV2 ? Stages : 0).Select(stage => this.Parts<nn.Module<Tensor, Tensor>>($"layers{stage + 1}c", [new UnetrBasicBlock(
            spatialDims, embedDim << stage, embedDim << stage, 3, 1, "instance", resBlock: true)]))];
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">[B, C, spatial...].</param>
    /// <param name="normalize">Whether the channels of each output are normalized.</param>
    /// <returns>Five grids [B, C, grid...].</returns>
    public IReadOnlyList<Tensor> call(Tensor x, bool normalize = true) => ModuleParts.Scoped(() =>
    {
        var current = posDrop.call(patchEmbed.call(x));
        List<Tensor> outputs = [Finished(current)];
        for (var stage = 0; stage < Stages; stage++)
        {
            current = convolutions.Length > 0 ? convolutions[stage][0].call(current) : current;
            current = stages[stage][0].call(current);
            outputs.Add(Finished(current));
        }
        return outputs;

        Tensor Finished(Tensor features) => normalize
            ? nn.functional.layer_norm(features.movedim([1], [-1]), [features.shape[1]]).movedim([-1], [1]) : features.alias();
    });
}
