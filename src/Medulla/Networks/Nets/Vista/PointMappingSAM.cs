using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Segments what points show. He et al., VISTA3D (2024), after Kirillov et al., Segment anything (2023).</summary>
/// <remarks>The published network has weights that nothing uses (<c>mask_downsample</c>, <c>class_embeddings</c>); they are kept for files' sake.</remarks>
public sealed class PointMappingSAM : MultiBlock
{
    private readonly int maxPrompt, lastSupported;
    private readonly nn.Module<Tensor, Tensor> downsample, upsample;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> weigh;
    private readonly TwoWayTransformer transformer;
    private readonly PositionEmbeddingRandom positions;
    private readonly IReadOnlyList<Embedding> points;
    private readonly Embedding none, special, mask, zeroShot, supported;

    /// <summary>Features [1, <paramref name="featureSize"/>, spatial...] and the points of B objects to logits [B, 1, spatial...].</summary>
    /// <param name="featureSize">Channels of the features, a multiple of 8.</param>
    /// <param name="maxPrompt">Objects that are looked at together.</param>
    /// <param name="nClasses">Number of classes that have an embedding.</param>
    /// <param name="lastSupported">The last class that training knew; others are new.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public PointMappingSAM(int featureSize, int maxPrompt = 32, int nClasses = 512, int lastSupported = 132)
        : base(nameof(PointMappingSAM))
    {
        (this.maxPrompt, this.lastSupported) = (Dimensions.AtLeast(nameof(PointMappingSAM), nameof(maxPrompt), maxPrompt), lastSupported);
        downsample = this.Part("feat_downsample", ModuleParts.Sequence(
            Conv.Create(3, featureSize, featureSize, 3, stride: 2, padding: 1), nn.InstanceNorm3d(featureSize), nn.GELU(),
            Conv.Create(3, featureSize, featureSize, 3, padding: 1), nn.InstanceNorm3d(featureSize)));
        this.Part("mask_downsample", Conv.Create(3, 2, 2, 3, stride: 2, padding: 1));
        transformer = this.Part("transformer", new TwoWayTransformer(2, featureSize, 4, 512));
        positions = this.Part("pe_layer", new PositionEmbeddingRandom(featureSize / 2));
        points = this.Parts("point_embeddings", (Embedding[])[new(featureSize), new(featureSize)]);
        none = this.Part("not_a_point_embed", new Embedding(featureSize));
        special = this.Part("special_class_embed", new Embedding(featureSize));
        mask = this.Part("mask_tokens", new Embedding(featureSize));
        upsample = this.Part("output_upscaling", ModuleParts.Sequence(
            Conv.CreateTransposed(3, featureSize, featureSize, 3, stride: 2, padding: 1, outputPadding: 1), nn.InstanceNorm3d(featureSize), nn.GELU(),
            Conv.Create(3, featureSize, featureSize, 3, padding: 1)));
        var perceptron = this.Part("output_hypernetworks_mlps", new NamedParts());
        weigh = perceptron.Parts("layers", Enumerable.Range(0, 3).Select(_ => (nn.Module<Tensor, Tensor>)nn.Linear(featureSize, featureSize)));
        this.Part("class_embeddings", nn.Embedding(nClasses, featureSize));
        zeroShot = this.Part("zeroshot_embed", new Embedding(featureSize));
        supported = this.Part("supported_embed", new Embedding(featureSize));
    }

    /// <summary>Runs the head.</summary>
    /// <param name="out">Features, [1, C, H, W, D] with even sizes.</param>
    /// <param name="pointCoords">Places in voxels, [B, N, 3].</param>
    /// <param name="pointLabels">[B, N]: 0 and 1 for points outside and inside, 2 and 3 likewise for classes that are hard to tell apart, -1 for none.</param>
    /// <param name="classVector">The objects' classes, [B] or [B, 1]; known ones if null.</param>
    /// <returns>Logits, [B, 1, H, W, D].</returns>
    /// <exception cref="ArgumentException">The shapes or labels are others.</exception>
    public Tensor call(Tensor @out, Tensor pointCoords, Tensor pointLabels, Tensor? classVector = null)
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(pointCoords, pointLabels, classVector, @out.shape[2..]);
        var features = downsample.call(@out);
        var places = positions.call(features.shape[2..]).unsqueeze(0);
        var masks = tokens.split(maxPrompt).Select(some => Masks(some, features, places)).ToList();
        return cat(masks).MoveToOuterDisposeScope();
    }

    /// <summary>The mask's token, those of the points, and that of the class: [B, N + 2, C].</summary>
    private Tensor Tokens(Tensor coords, Tensor labels, Tensor? classes, long[] size)
    {
        var (b, n) = (labels.shape[0], labels.shape[^1]);
        if (labels.Dimensions != 2 || !coords.shape.AsSpan().SequenceEqual([b, n, 3]) || classes is not null && classes.numel() != b)
        {
            throw new ArgumentException($"PointMappingSAM: points are [{string.Join(", ", coords.shape)}], their labels [{string.Join(", ", labels.shape)}]"
                + $"{(classes is null ? "" : $", classes [{string.Join(", ", classes.shape)}]")}; [B, N, 3], [B, N] and [B, 1] are expected.");
        }
        if (labels.numel() > 0 && labels.lt(-1).logical_or_(labels.gt(3)).any().item<bool>())
        {
            throw new ArgumentException("PointMappingSAM: labels of points are -1 to 3; others were found.", nameof(labels));
        }
        var kinds = cat([none.Row, points[0].Row, points[1].Row, points[0].Row + special.Row, points[1].Row + special.Row]);
        var embedded = positions.ForwardWithCoords(coords + 0.5, size).masked_fill(labels.eq(-1).unsqueeze(-1), 0)
            + kinds.index_select(0, (labels.to_type(ScalarType.Int64) + 1).flatten()).view(b, n, -1);
        var known = supported.Row.unsqueeze(0).expand(b, -1, -1);
        var kind = classes is null ? known : where(classes.view(b, 1, 1).gt(lastSupported), zeroShot.Row, known);
        return cat([mask.Row.unsqueeze(0).expand(b, -1, -1), embedded, kind], 1);
    }

    private Tensor Masks(Tensor tokens, Tensor features, Tensor places)
    {
        using var scope = NewDisposeScope();
        var b = tokens.shape[0];
        var (seen, voxels) = transformer.call(features.expand(b, -1, -1, -1, -1), places.expand(b, -1, -1, -1, -1), tokens);
        var fine = upsample.call(voxels.transpose(1, 2).reshape([b, .. features.shape.AsSpan(1)]));
        var weights = weigh[2].call(weigh[1].call(weigh[0].call(seen.narrow(1, 0, 1)).relu()).relu());
        return weights.matmul(fine.flatten(2)).view([b, 1, .. fine.shape.AsSpan(2)]).MoveToOuterDisposeScope();
    }

    /// <summary>One learned row, [1, C].</summary>
    private sealed class Embedding : MultiBlock
    {
        public Embedding(int channels)
            : base(nameof(Embedding)) => this.AddWeight("weight", randn(1, channels));

        public Tensor Row => this.Weight("weight");
    }
}
