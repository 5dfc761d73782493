using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Rebuilds images from the patches of a vision transformer, to learn without labels. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class ViTAutoEnc : MultiBlock
{
    private readonly int[] patch;
    private readonly PatchEmbeddingBlock patchEmbedding;
    private readonly IReadOnlyList<TransformerBlock> blocks;
    private readonly nn.Module<Tensor, Tensor> norm, enlarge, output;

    /// <summary>[B, C, spatial...] to [B, C', spatial...] and the output of every layer.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="imgSize">Voxels along each axis, one number for all or one for each; multiples of the patch.</param>
    /// <param name="patchSize">Voxels of a patch along each axis: square numbers.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="deconvChns">Channels between the two enlargements.</param>
    /// <param name="hiddenSize">Channels within, a multiple of the heads.</param>
    /// <param name="mlpDim">Channels within the perceptrons.</param>
    /// <param name="numLayers">Number of transformer blocks.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="projType">How patches become vectors.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="qkvBias">Whether the projections of attention add a number per channel.</param>
    /// <param name="saveAttn">Accepted for configurations' sake: nothing is kept.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a patch is no square number.</exception>
    public ViTAutoEnc(
        int inChannels, Values<int> imgSize, Values<int> patchSize, int outChannels = 1, int deconvChns = 16, int hiddenSize = 768, int mlpDim = 3072, int numLayers = 12,
        int numHeads = 12, PatchProjection projType = PatchProjection.Conv, double dropoutRate = 0, int spatialDims = 3, bool qkvBias = false, bool saveAttn = false)
        : base(nameof(ViTAutoEnc))
    {
        const string Me = nameof(ViTAutoEnc);
        patch = Dimensions.PerAxis(Me, nameof(patchSize), patchSize, spatialDims);
        int[] root = [.. patch.Select(n => (int)Math.Round(Math.Sqrt(n)))];
        if (root.Zip(patch).Any(pair => pair.First * pair.First != pair.Second) || Dimensions.PerAxis(Me, nameof(imgSize), imgSize, spatialDims).Zip(patch).Any(pair => pair.First % pair.Second != 0))
        {
            throw new ArgumentException($"{Me}: patches of {patchSize} in images of {imgSize}; square numbers that divide the image are expected.", nameof(patchSize));
        }
        patchEmbedding = this.Part("patch_embedding", new PatchEmbeddingBlock(inChannels, imgSize, patchSize, hiddenSize, numHeads, projType, dropoutRate: dropoutRate, spatialDims: spatialDims));
        blocks = this.Parts("blocks", Enumerable.Range(0, numLayers).Select(_ => new TransformerBlock(hiddenSize, mlpDim, numHeads, dropoutRate, qkvBias, saveAttn)));
        norm = this.Part("norm", nn.LayerNorm(hiddenSize));
        enlarge = this.Part("conv3d_transpose", Conv.CreateTransposed(spatialDims, hiddenSize, deconvChns, Values.From(root), Values.From(root)));
        output = this.Part("conv3d_transpose_1", Conv.CreateTransposed(spatialDims, deconvChns, outChannels, Values.From(root), Values.From(root)));
    }

    /// <summary>Runs the network.</summary>
    /// <returns>The image, and the output of every transformer block [B, patches, C].</returns>
    public (Tensor Output, IReadOnlyList<Tensor> HiddenStates) call(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var current = patchEmbedding.call(x);
        List<Tensor> hidden = [];
        foreach (var block in blocks)
        {
            current = block.call(current);
            hidden.Add(current);
        }
        long[] grid = [.. x.shape.Skip(2).Zip(patch, (n, p) => n / p)];
        var features = norm.call(current).transpose(1, 2).reshape([x.shape[0], -1, .. grid]);
        return (output.call(enlarge.call(features)).MoveToOuterDisposeScope(), [.. hidden.Select(one => one.MoveToOuterDisposeScope())]);
    }
}
