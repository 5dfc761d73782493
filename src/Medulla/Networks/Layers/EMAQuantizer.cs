using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Replaces each voxel's channels by the nearest entry of a codebook, which follows the means of what it stands for instead of a
/// gradient. Van den Oord et al., Neural discrete representation learning (2017), appendix A.
/// </summary>
public sealed class EMAQuantizer : MultiBlock
{
    private readonly int spatialDims, embeddingDim;
    private readonly double commitmentCost, decay, epsilon;
    private readonly Embedding embedding;

    /// <summary>[B, <paramref name="embeddingDim"/>, spatial...] to the same.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="numEmbeddings">Entries of the codebook.</param>
    /// <param name="embeddingDim">Channels of the input and of the entries.</param>
    /// <param name="commitmentCost">Weight of the loss that draws inputs to their entries.</param>
    /// <param name="decay">How much of an entry's past stays at each step of training, in [0, 1].</param>
    /// <param name="epsilon">Added to how often an entry was used, so that unused ones stay finite.</param>
    /// <param name="embeddingInit">How the entries begin.</param>
    /// <param name="ddpSync">Asks for one codebook over several processes, as the reference has it; each process keeps its own here.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public EMAQuantizer(
        int spatialDims, int numEmbeddings, int embeddingDim, double commitmentCost = 0.25, double decay = 0.99, double epsilon = 1e-5,
        CodebookInit embeddingInit = CodebookInit.Normal, bool ddpSync = true)
        : base(nameof(EMAQuantizer))
    {
        const string Me = nameof(EMAQuantizer);
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{Me}: spatialDims is {spatialDims}; 2 or 3 is expected.");
        NumEmbeddings = Dimensions.AtLeast(Me, nameof(numEmbeddings), numEmbeddings);
        this.embeddingDim = Dimensions.AtLeast(Me, nameof(embeddingDim), embeddingDim);
        (this.commitmentCost, this.decay, this.epsilon) = (commitmentCost, decay, epsilon);
        embedding = this.Part("embedding", nn.Embedding(numEmbeddings, embeddingDim));
        if (embeddingInit == CodebookInit.KaimingUniform)
        {
            nn.init.kaiming_uniform_(embedding.weight!, nonlinearity: nn.init.NonlinearityType.Linear);
        }
        embedding.weight!.requires_grad = false;
        this.AddBuffer("ema_cluster_size", zeros(numEmbeddings));
        this.AddBuffer("ema_w", embedding.weight!.detach().clone());
    }

    /// <summary>Entries of the codebook.</summary>
    public int NumEmbeddings { get; }

    /// <summary>Quantizes; while training, moves the codebook.</summary>
    /// <param name="inputs">Voxels [B, C, spatial...].</param>
    /// <returns>The entries nearest to the voxels, through which gradients pass unchanged; the loss; the entries' numbers [B, spatial...].</returns>
    public (Tensor Quantized, Tensor Loss, Tensor Indices) call(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var (flat, indices) = Nearest(inputs);
        var entries = Embed(indices);
        if (training)
        {
            Follow(flat, indices.flatten());
        }
        var loss = commitmentCost * nn.functional.mse_loss(entries.detach(), inputs);
        var quantized = inputs + (entries - inputs).detach();
        return (quantized.MoveToOuterDisposeScope(), loss.MoveToOuterDisposeScope(), indices.MoveToOuterDisposeScope());
    }

    /// <summary>Finds the entry nearest to each voxel.</summary>
    /// <param name="inputs">Voxels [B, C, spatial...].</param>
    /// <returns>The voxels as a list [N, C], the entries' numbers one-hot [N, entries], and as numbers [B, spatial...].</returns>
    public (Tensor FlatInput, Tensor Encodings, Tensor Indices) Quantize(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var (flat, indices) = Nearest(inputs);
        var encodings = nn.functional.one_hot(indices.flatten(), NumEmbeddings).to_type(ScalarType.Float32);
        return (flat.MoveToOuterDisposeScope(), encodings.MoveToOuterDisposeScope(), indices.MoveToOuterDisposeScope());
    }

    /// <summary>Entries [B, C, spatial...] by their numbers [B, spatial...].</summary>
    public Tensor Embed(Tensor embeddingIndices)
    {
        using var scope = NewDisposeScope();
        return embedding.call(embeddingIndices).movedim([-1], [1]).contiguous().MoveToOuterDisposeScope();
    }

    private (Tensor Flat, Tensor Indices) Nearest(Tensor inputs)
    {
        var shape = inputs.shape;
        if (shape.Length != spatialDims + 2 || shape[1] != embeddingDim)
        {
            throw new ArgumentException($"EMAQuantizer: the input is [{string.Join(", ", shape)}]; [B, {embeddingDim}] and {spatialDims} spatial axes are expected.");
        }
        var codebook = embedding.weight!;
        var flat = inputs.to_type(ScalarType.Float32).movedim([1], [-1]).reshape(-1, embeddingDim);
        // |x - e|^2 = |x|^2 + |e|^2 - 2 x.e
        var distances = flat.square().sum([1], keepdim: true) + codebook.square().sum([1]) - 2 * flat.mm(codebook.t());
        return (flat, distances.argmin(1).view([shape[0], .. shape[2..]]));
    }

    /// <summary>Moves each entry towards the mean of the voxels it was nearest to.</summary>
    private void Follow(Tensor flat, Tensor indices)
    {
        using var noGradient = no_grad();
        var (clusterSize, sums) = (this.Buffer("ema_cluster_size"), this.Buffer("ema_w"));
        var used = indices.bincount(null, NumEmbeddings).to_type(flat.dtype);
        var added = zeros_like(sums).index_add_(0, indices, flat.detach(), 1);
        clusterSize.mul_(decay).add_(used * (1 - decay));
        sums.mul_(decay).add_(added * (1 - decay));
        var total = clusterSize.sum();
        var smoothed = (clusterSize + epsilon) / (total + NumEmbeddings * epsilon) * total;
        embedding.weight!.copy_(sums / smoothed.unsqueeze(1));
    }
}
