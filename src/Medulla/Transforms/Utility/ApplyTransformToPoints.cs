using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Takes points from voxels to the world or, inverted, from the world to the voxels of an image.</summary>
/// <param name="Dtype">Element type of the result; that of the points if null.</param>
/// <param name="Affine">The affine, of 2-D or 3-D; that of the points if null, which only the way to the world allows.</param>
/// <param name="InvertAffine">Whether points go from the world to voxels; they then are taken there by their own affine first.</param>
/// <param name="AffineLpsToRas">Whether the affine is one of LPS+ and becomes one of RAS+ before.</param>
/// <remarks>Points are [C, N, 2 or 3].</remarks>
/// <exception cref="ArgumentException">The affine is of another rank; on a call, the points have another shape, or there is no affine.</exception>
public sealed record ApplyTransformToPoints(
    ScalarType? Dtype = null, Affine? Affine = null, bool InvertAffine = true, bool AffineLpsToRas = false) : Transform
{
    /// <summary>The affine that a call used.</summary>
    private sealed record Used(Affine Affine);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => Apply(image, null);

    /// <summary>The points elsewhere.</summary>
    /// <param name="data">[C, N, 2 or 3].</param>
    /// <param name="affine">The affine; <see cref="Affine"/> if null.</param>
    public MetaTensor Apply(MetaTensor data, Affine? affine)
    {
        if (data.Data.shape is not [_, _, 2 or 3])
        {
            throw new ArgumentException($"points are [{string.Join(", ", data.Data.shape)}]; [C, N, 2 or 3] is expected.");
        }
        var given = affine ?? Affine;
        if (given is { Rank: not (2 or 3) })
        {
            throw new ArgumentException($"the affine is of {given.Rank} dimensions; 2 or 3 are expected.");
        }
        if (given is null && InvertAffine)
        {
            throw new ArgumentException("an affine is needed to get from the world to voxels; give one, or the image that has it.");
        }
        var used = given ?? data.Affine;
        return Moved(data, used).Push(new(this, data.Grid, Drawn: new Used(used)));
    }

    /// <inheritdoc/>
    public override MetaTensor Invert(MetaTensor image) => UndoOwn(image);

    /// <inheritdoc/>
    protected override MetaTensor Undo(MetaTensor image, AppliedOperation operation)
        => operation.Drawn is Used used ? (this with { InvertAffine = !InvertAffine }).Moved(image, used.Affine)
            : throw new InvalidOperationException("ApplyTransformToPoints: the history does not say which affine was used.");

    private MetaTensor Moved(MetaTensor points, Affine affine)
    {
        var toWorld = AffineLpsToRas ? OtherSides(affine.Rank) * affine : affine;
        var final = InvertAffine ? toWorld.Inverse() * points.Affine.Resize(toWorld.Rank) : toWorld;
        var back = AffineLpsToRas ? OtherSides(final.Rank) * final.Inverse() : final.Inverse();
        return points.WithData(Transformed(points.Data, final)).WithAffine(points.Affine * back.Resize(points.Affine.Rank));
    }

    private Tensor Transformed(Tensor points, Affine affine) => TensorMemory.Scoped(() =>
    {
        var rank = (int)points.shape[2];
        var matrix = tensor(affine.Resize(rank).RowMajor.ToArray(), [rank + 1, rank + 1], device: points.device);
        var moved = points.to_type(ScalarType.Float64).reshape(-1, rank).mm(matrix[..rank, ..rank].t()) + matrix[..rank, rank];
        return moved.view(points.shape).to_type(Dtype ?? points.dtype);
    });

    /// <summary>Between LPS+ and RAS+: left for right, posterior for anterior.</summary>
    private static Affine OtherSides(int rank) => Imaging.Geometry.Affine.Scaling([.. Enumerable.Range(0, rank).Select(axis => axis < 2 ? -1.0 : 1)]);

    /// <summary>Takes points under keys of a sample from or to the voxels of images in it.</summary>
    /// <param name="Keys">Keys of points.</param>
    /// <param name="ReferKeys">For all keys or each: the key of an image, or of a matrix, whose affine to use.</param>
    /// <param name="Dtype">Element type of the results.</param>
    /// <param name="Affine">The affine where there are no such keys.</param>
    /// <param name="InvertAffine">Whether points go from the world to voxels.</param>
    /// <param name="AffineLpsToRas">Whether affines are of LPS+.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<string>? ReferKeys = null, ScalarType? Dtype = ScalarType.Float64, Affine? Affine = null, bool InvertAffine = true,
        bool AffineLpsToRas = false, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private ApplyTransformToPoints Step => new(Dtype, Affine, InvertAffine, AffineLpsToRas);

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, index) => Step.Apply(sample.Image(key), ReferKeys is null ? null : AffineOf(sample, ReferKeys.Cyclic(index))));

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(Step);

        private static Affine AffineOf(Sample sample, string key) => sample[key] switch
        {
            MetaTensor image => image.Affine,
            Affine affine => affine,
            Tensor { Dimensions: 2 } matrix when matrix.shape is [var n, var m] && n == m
                => new((int)n - 1, matrix.to_type(ScalarType.Float64).contiguous().cpu().AsSpan<double>()),
            var other => throw new ArgumentException($"key '{key}' holds {Medulla.Sample.Describe(other)}; an image or an affine is needed there."),
        };
    }
}
