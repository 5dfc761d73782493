using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Resamples the image onto another grid of the world.</summary>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="AlignCorners">Whether source and result end at the centres of their outer voxels rather than at their faces; see <see cref="Sampling"/>.</param>
public sealed record SpatialResample(Interpolation Mode = Interpolation.Linear, PadMode PaddingMode = PadMode.Edge, bool AlignCorners = false)
    : SpatialTransform
{
    /// <summary>How close two matrix elements are to be the same.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Affine of the new grid; the image's own if null.</summary>
    public Affine? DstAffine { get; init; }

    /// <summary>Voxels of the new grid along each axis, -1 for the image's own; null for as many as cover the image.</summary>
    public Values<int>? SpatialSize { get; init; }

    /// <inheritdoc/>
    public override Mapping Map(Grid source) => Between(source, DstAffine, SpatialSize, new(Mode, PaddingMode, AlignCorners: AlignCorners));

    /// <summary>The image on a grid.</summary>
    /// <param name="image">The image.</param>
    /// <param name="dstAffine">See <see cref="DstAffine"/>.</param>
    /// <param name="spatialSize">See <see cref="SpatialSize"/>.</param>
    /// <exception cref="ArgumentException">An affine is singular.</exception>
    public MetaTensor Apply(MetaTensor image, Affine? dstAffine, Values<int>? spatialSize = null)
        => (this with { DstAffine = dstAffine, SpatialSize = spatialSize }).Apply(image);

    /// <summary>The mapping from a grid to another; the first axes alone, where the other has fewer.</summary>
    internal static Mapping Between(Grid source, Affine? affine, Values<int>? size, Sampling sampling)
    {
        var rank = Math.Min(Math.Min(source.Rank, source.Affine.Rank), size is null or [-1] ? 3 : Math.Min(3, size.Count));
        var own = Values.From(source.Shape.Take(rank));
        var from = source.Affine.Resize(rank);
        var to = affine?.Resize(rank) ?? from;
        var shape = size is [-1] || (size is null && rank < 2) ? own
            : size is null ? FieldOfView.Cover(own, from, to, scaleExtent: false).Shape
            : Values.From(size.Take(rank).Zip(own, (asked, n) => asked >= 0 ? asked : n));
        var toSource = rank < 2 ? Affine.Identity(rank) : FieldOfView.Solve(from, to);
        if (shape.Equals(own) && (from.IsClose(to, Tolerance) || toSource.IsClose(Affine.Identity(rank), Tolerance)))
        {
            return new(source, Affine.Identity(source.Rank), sampling with { AlignCorners = false });
        }
        return new(source.Through(toSource, shape), toSource, sampling);
    }

    /// <summary>The keyed form, which finds each key's affine in the sample.</summary>
    /// <param name="Keys">The keys to resample.</param>
    /// <param name="Mode">Interpolation, for all keys or for each.</param>
    /// <param name="PaddingMode">What lies outside the image, likewise.</param>
    /// <param name="AlignCorners">Whether images end at the centres of their outer voxels, likewise.</param>
    /// <param name="DstKeys">Where the affine is, for all keys or for each.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<Interpolation>? Mode = null, Values<PadMode>? PaddingMode = null, Values<bool>? AlignCorners = null,
        Values<string>? DstKeys = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool Lazy { get; init; }

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, index) => new SpatialResample(
                    Mode?.Cyclic(index) ?? Interpolation.Linear, PaddingMode?.Cyclic(index) ?? PadMode.Edge, AlignCorners?.Cyclic(index) ?? false)
                {
                    DstAffine = AffineMatrices.Of(sample[DstKeys?.Cyclic(index) ?? "dst_affine"]),
                    Lazy = call.Lazy ?? Lazy,
                }.Apply(Item.Image(sample[key], this)));

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(new SpatialResample());
    }
}
