using Medulla.Imaging;
using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The vision transformer. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class ViT : MultiBlock
{
    private readonly PatchEmbeddingBlock patchEmbedding;
    private readonly IReadOnlyList<TransformerBlock> blocks;
    private readonly nn.Module<Tensor, Tensor> norm;
    private readonly nn.Module<Tensor, Tensor>? classificationHead;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, patches, <paramref name="hiddenSize"/>], or class scores [B, <paramref name="numClasses"/>], and the output of every layer.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="imgSize">Voxels along each axis, one number for all or one for each.</param>
    /// <param name="patchSize">Voxels of a patch along each axis.</param>
    /// <param name="hiddenSize">Channels within, a multiple of the heads.</param>
    /// <param name="mlpDim">Channels within the perceptrons.</param>
    /// <param name="numLayers">Number of transformer blocks.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="projType">How patches become vectors.</param>
    /// <param name="posEmbedType">How vectors learn where their patches lie.</param>
    /// <param name="classification">Whether images are classified.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="postActivation">"Tanh" puts that behind the class scores, anything else nothing.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a rate is out of range.</exception>
    public ViT(
        int inChannels, Values<int> imgSize, Values<int> patchSize, int hiddenSize = 768, int mlpDim = 3072, int numLayers = 12, int numHeads = 12,
        PatchProjection projType = PatchProjection.Conv, PositionEmbedding posEmbedType = PositionEmbedding.Learnable, bool classification = false,
        int numClasses = 2, double dropoutRate = 0, int spatialDims = 3, string? postActivation = "Tanh", bool qkvBias = false, bool saveAttn = false)
        : base(nameof(ViT))
    {
        patchEmbedding = this.Part("patch_embedding", new PatchEmbeddingBlock(
            inChannels, imgSize, patchSize, hiddenSize, numHeads, projType, posEmbedType, dropoutRate, spatialDims));
        blocks = this.Parts("blocks", Enumerable.Range(0, numLayers).Select(_ => new TransformerBlock(hiddenSize, mlpDim, numHeads, dropoutRate, qkvBias, saveAttn)));
        norm = this.Part("norm", nn.LayerNorm(hiddenSize));
        if (classification)
        {
            this.AddWeight("cls_token", zeros(1, 1, hiddenSize));
            nn.Module<Tensor, Tensor> head = nn.Linear(hiddenSize, numClasses);
            classificationHead = this.Part("classification_head", postActivation == "Tanh" ? ModuleParts.Sequence(head, nn.Tanh()) : head);
        }
    }

    /// <summary>Runs the network.</summary>
    /// <returns>The output, and the output of every transformer block [B, patches (and the class token), C].</returns>
    public (Tensor Output, IReadOnlyList<Tensor> HiddenStates) call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var current = patchEmbedding.call(x);
        current = classificationHead is null ? current : cat([this.Weight("cls_token").expand(x.shape[0], -1, -1), current], 1);
        List<Tensor> hidden = [];
        foreach (var block in blocks)
        {
            current = block.call(current);
            hidden.Add(current);
        }
        var output = norm.call(current);
        output = classificationHead?.call(output.select(1, 0)) ?? output;
        return (output.MoveToOuterDisposeScope(), [.. hidden.Select(one => one.MoveToOuterDisposeScope())]);
    }
}
