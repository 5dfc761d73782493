using Medulla.Imaging;
using Medulla.Networks.Layers;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>How patches become vectors.</summary>
public enum PatchProjection
{
    /// <summary>By a convolution whose stride is the patch.</summary>
    Conv,

    /// <summary>By a linear layer on all values of a patch.</summary>
    Perceptron,
}

/// <summary>How vectors learn where their patches lie.</summary>
public enum PositionEmbedding
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By learned numbers.</summary>
    Learnable,

    /// <summary>By sines and cosines of the place.</summary>
    Sincos,
}

/// <summary>Cuts images into patches and makes a vector of each. Dosovitskiy et al., An image is worth 16x16 words (2020).</summary>
public sealed class PatchEmbeddingBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> patchEmbeddings, dropout;
    private readonly PatchProjection projection;
    private readonly long[] patch;
    private readonly Values<long> image;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, patches, <paramref name="hiddenSize"/>].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="imgSize">Voxels along each axis, one number for all or one for each.</param>
    /// <param name="patchSize">Voxels of a patch along each axis.</param>
    /// <param name="hiddenSize">Channels of the vectors, a multiple of the heads.</param>
    /// <param name="numHeads">Heads of the attention that follows.</param>
    /// <param name="projType">How patches become vectors.</param>
    /// <param name="posEmbedType">How vectors learn where their patches lie.</param>
    /// <param name="dropoutRate">Probability to drop a value.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or a rate is out of range.</exception>
    public PatchEmbeddingBlock(
        int inChannels, Values<int> imgSize, Values<int> patchSize, int hiddenSize, int numHeads, PatchProjection projType = PatchProjection.Conv,
        PositionEmbedding posEmbedType = PositionEmbedding.Learnable, double dropoutRate = 0, int spatialDims = 3)
        : base(nameof(PatchEmbeddingBlock))
    {
        const string Me = nameof(PatchEmbeddingBlock);
        Attention.HeadSize(Me, hiddenSize, numHeads, dropoutRate, null);
        var size = Dimensions.PerAxis(Me, nameof(imgSize), imgSize, spatialDims);
        var step = Dimensions.PerAxis(Me, nameof(patchSize), patchSize, spatialDims);
        if (size.Zip(step).Any(pair => pair.First < pair.Second || projType == PatchProjection.Perceptron && pair.First % pair.Second != 0))
        {
            throw new ArgumentException($"{Me}: patches of {patchSize} in images of {imgSize}; patches must fit"
                + $"{(projType == PatchProjection.Perceptron ? " and fill the image evenly for perceptron" : "")}.", nameof(patchSize));
        }
        (projection, patch, image) = (projType, [.. step.Select(n => (long)n)], Values.From(size.Select(n => (long)n)));
        int[] grid = [.. size.Zip(step, (n, p) => n / p)];
        var patches = grid.Aggregate(1, (a, b) => a * b);
        patchEmbeddings = this.Part("patch_embeddings", projType == PatchProjection.Conv
            ? Conv.Create(spatialDims, inChannels, hiddenSize, patchSize, patchSize)
            : nn.Sequential(("1", (nn.Module<Tensor, Tensor>)Initialized(nn.Linear(inChannels * step.Aggregate(1, (a, b) => a * b), hiddenSize)))));
        this.AddWeight("position_embeddings", posEmbedType switch
        {
            PositionEmbedding.Learnable => nn.init.trunc_normal_(zeros(1, patches, hiddenSize), 0, 0.02, -2, 2),
            PositionEmbedding.Sincos => PositionCode.SinCos(grid, hiddenSize),
            _ => zeros(1, patches, hiddenSize),
        });
        if (posEmbedType == PositionEmbedding.Sincos)
        {
            this.Weight("position_embeddings").requires_grad_(false);
        }
        dropout = this.Part("dropout", nn.Dropout(dropoutRate));
    }

    /// <summary>A linear layer with small random weights.</summary>
    internal static TorchSharp.Modules.Linear Initialized(TorchSharp.Modules.Linear linear)
    {
        nn.init.trunc_normal_(linear.weight, 0, 0.02, -2, 2);
        if (linear.bias is not null)
        {
            nn.init.zeros_(linear.bias);
        }
        return linear;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (x.Dimensions != patch.Length + 2 || !x.shape.AsSpan(2).SequenceEqual(image.Span))
        {
            throw new ArgumentException($"PatchEmbeddingBlock: the input is [{string.Join(", ", x.shape)}]; images of {image} voxels are expected.");
        }
        var vectors = projection == PatchProjection.Conv ? patchEmbeddings.call(x).flatten(2).transpose(-1, -2) : patchEmbeddings.call(Patches(x));
        return dropout.call(vectors + this.Weight("position_embeddings"));
    }

    /// <summary>[B, C, spatial...] to [B, patches, patch voxels * C], the channels fastest.</summary>
    private Tensor Patches(Tensor x)
    {
        var rank = patch.Length;
        var cut = x.reshape([x.shape[0], x.shape[1], .. Enumerable.Range(0, rank).SelectMany(axis => new[] { x.shape[axis + 2] / patch[axis], patch[axis] })]);
        long[] order = [0, .. Enumerable.Range(0, rank).Select(axis => 2L + 2 * axis), .. Enumerable.Range(0, rank).Select(axis => 3L + 2 * axis), 1];
        return cut.permute(order).reshape(x.shape[0], -1, patch.Aggregate(x.shape[1], (a, b) => a * b));
    }
}
