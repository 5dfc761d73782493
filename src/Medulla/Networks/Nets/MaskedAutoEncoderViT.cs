using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Rebuilds images of which it sees but a few patches, to learn without labels. He et al., Masked autoencoders are scalable vision learners (2022).</summary>
public sealed class MaskedAutoEncoderViT : MultiBlock
{
    private readonly double maskingRatio;
    private readonly PatchEmbeddingBlock patchEmbedding;
    private readonly IReadOnlyList<TransformerBlock> blocks, decoderBlocks;
    private readonly nn.Module<Tensor, Tensor> norm, decoderNorm, decoderEmbed, decoderPred;

    /// <summary>[B, C, spatial...] to the values of all patches [B, patches, patch voxels * C] and the mask [B, patches].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="imgSize">Voxels along each axis, one number for all or one for each; multiples of the patch.</param>
    /// <param name="patchSize">Voxels of a patch along each axis.</param>
    /// <param name="hiddenSize">Channels of the encoder, a multiple of its heads.</param>
    /// <param name="mlpDim">Channels within the encoder's perceptrons.</param>
    /// <param name="numLayers">Blocks of the encoder.</param>
    /// <param name="numHeads">Heads of the encoder.</param>
    /// <param name="maskingRatio">Part of the patches that is not seen, between 0 and 1.</param>
    /// <param name="decoderHiddenSize">Channels of the decoder, a multiple of its heads.</param>
    /// <param name="decoderMlpDim">Channels within the decoder's perceptrons.</param>
    /// <param name="decoderNumLayers">Blocks of the decoder.</param>
    /// <param name="decoderNumHeads">Heads of the decoder.</param>
    /// <param name="projType">How patches become vectors.</param>
    /// <param name="posEmbedType">How the encoder's vectors learn where their patches lie.</param>
    /// <param name="decoderPosEmbedType">The same of the decoder.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a rate is out of range.</exception>
    public MaskedAutoEncoderViT(
        int inChannels, Values<int> imgSize, Values<int> patchSize, int hiddenSize = 768, int mlpDim = 512, int numLayers = 12, int numHeads = 12, double maskingRatio = 0.75,
        int decoderHiddenSize = 384, int decoderMlpDim = 512, int decoderNumLayers = 4, int decoderNumHeads = 12, PatchProjection projType = PatchProjection.Conv,
        PositionEmbedding posEmbedType = PositionEmbedding.Sincos, PositionEmbedding decoderPosEmbedType = PositionEmbedding.Sincos, double dropoutRate = 0, int spatialDims = 3,
        bool qkvBias = false, bool saveAttn = false)
        : base(nameof(MaskedAutoEncoderViT))
    {
        const string Me = nameof(MaskedAutoEncoderViT);
        var patch = Dimensions.PerAxis(Me, nameof(patchSize), patchSize, spatialDims);
        int[] grid = [.. Dimensions.PerAxis(Me, nameof(imgSize), imgSize, spatialDims).Zip(patch, (n, p) => n % p == 0 ? n / p
            : throw new ArgumentException($"{Me}: patches of {patchSize} do not divide images of {imgSize}.", nameof(patchSize)))];
        this.maskingRatio = Rate(maskingRatio);
        this.AddWeight("cls_token", nn.init.trunc_normal_(zeros(1, 1, hiddenSize), 0, 0.02, -2, 2));
        patchEmbedding = this.Part("patch_embedding", new PatchEmbeddingBlock(inChannels, imgSize, patchSize, hiddenSize, numHeads, projType, posEmbedType, dropoutRate, spatialDims));
        (blocks, norm) = Layers("blocks", numLayers, hiddenSize, mlpDim, numHeads);
        decoderEmbed = this.Part("decoder_embed", nn.Linear(hiddenSize, decoderHiddenSize));
        this.AddWeight("mask_tokens", nn.init.trunc_normal_(zeros(1, 1, decoderHiddenSize), 0, 0.02, -2, 2));
        var patches = grid.Aggregate(1, (a, b) => a * b);
        this.AddWeight("decoder_pos_embedding", decoderPosEmbedType switch
        {
            PositionEmbedding.Sincos => PositionCode.SinCos(grid, decoderHiddenSize),
            PositionEmbedding.Learnable => nn.init.trunc_normal_(zeros(1, patches, decoderHiddenSize), 0, 0.02, -2, 2),
            _ => zeros(1, patches, decoderHiddenSize),
        });
        this.Weight("decoder_pos_embedding").requires_grad_(decoderPosEmbedType != PositionEmbedding.Sincos);
        (decoderBlocks, decoderNorm) = Layers("decoder_blocks", decoderNumLayers, decoderHiddenSize, decoderMlpDim, decoderNumHeads);
        decoderPred = this.Part("decoder_pred", nn.Linear(decoderHiddenSize, patch.Aggregate(1, (a, b) => a * b) * inChannels));

        (IReadOnlyList<TransformerBlock>, nn.Module<Tensor, Tensor>) Layers(string name, int count, int channels, int within, int heads)
        {
            var parts = this.Part(name, new NamedParts());
            return ([.. Enumerable.Range(0, count).Select(i => parts.Part($"{i}", new TransformerBlock(channels, within, heads, dropoutRate, qkvBias, saveAttn)))],
                parts.Part($"{count}", nn.LayerNorm(channels)));
        }
    }

    /// <summary>Runs the network.</summary>
    /// <param name="x">Images, [B, C, spatial...].</param>
    /// <param name="maskingRatio">Part of the patches that is not seen; the network's own if null.</param>
    /// <returns>The values of all patches, and 1 where a patch was not seen.</returns>
    public (Tensor Output, Tensor Mask) call(Tensor x, double? maskingRatio = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        var kept = 1 - Rate(maskingRatio ?? this.maskingRatio);
        return ModuleParts.Scoped(() =>
        {
            var all = patchEmbedding.call(x);
            var (batch, count) = (all.shape[0], all.shape[1]);
            var seen = multinomial(ones(batch, count), (long)(kept * count)).to(x.device);
            var mask = ones([batch, count], ScalarType.Int32, x.device).scatter(1, seen, zeros_like(seen, ScalarType.Int32));
            var current = cat([this.Weight("cls_token").expand(batch, -1, -1), all.gather(1, seen.unsqueeze(-1).expand(-1, -1, all.shape[2]))], 1);
            current = decoderEmbed.call(norm.call(Through(blocks, current)));
            var tokens = this.Weight("mask_tokens").expand(batch, count, -1).scatter(1, seen.unsqueeze(-1).expand(-1, -1, current.shape[2]), current.narrow(1, 1, seen.shape[1]));
            current = cat([current.narrow(1, 0, 1), tokens + this.Weight("decoder_pos_embedding")], 1);
            current = decoderPred.call(decoderNorm.call(Through(decoderBlocks, current)));
            return (current.narrow(1, 1, count), mask);
        });
    }

    private static Tensor Through(IReadOnlyList<TransformerBlock> layers, Tensor x) => layers.Aggregate(x, (current, layer) => layer.call(current));

    private static double Rate(double ratio) => ratio is > 0 and < 1 ? ratio
        : throw new ArgumentException($"MaskedAutoEncoderViT: maskingRatio is {ratio}; more than 0 and less than 1 is expected.", nameof(ratio));
}
