using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Resamples the image onto the grid of another one.</summary>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <param name="AlignCorners">Whether source and result end at the centres of their outer voxels rather than at their faces; see <see cref="Sampling"/>.</param>
public sealed record ResampleToMatch(Interpolation Mode = Interpolation.Linear, PadMode PaddingMode = PadMode.Edge, bool AlignCorners = false)
    : SpatialTransform
{
    /// <summary>The grid to match.</summary>
    public Grid? Destination { get; init; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There is no <see cref="Destination"/>.</exception>
    public override Mapping Map(Grid source)
    {
        var to = Destination ?? throw new InvalidOperationException("ResampleToMatch: there is no image to match; call it with one, or set Destination.");
        var mapping = SpatialResample.Between(source, to.Affine, Values.From(to.Shape.Select(n => (int)n)), new(Mode, PaddingMode, AlignCorners: AlignCorners));
        return mapping with { Target = mapping.Target with { Affine = to.Affine } };
    }

    /// <summary>The image on the grid of another, with the metadata of that one; its file name it keeps.</summary>
    /// <param name="image">The image.</param>
    /// <param name="imgDst">The one to match.</param>
    /// <exception cref="ArgumentException">An affine is singular.</exception>
    public MetaTensor Apply(MetaTensor image, MetaTensor imgDst)
        => (this with { Destination = imgDst.Grid }).Apply(image).WithMetadata(imgDst.Metadata with { FileName = image.Metadata.FileName });

    /// <summary>The keyed form, which matches a key of the same sample.</summary>
    /// <param name="Keys">The keys to resample.</param>
    /// <param name="KeyDst">The key whose grid to match.</param>
    /// <param name="Mode">Interpolation, for all keys or for each.</param>
    /// <param name="PaddingMode">What lies outside the image, likewise.</param>
    /// <param name="AlignCorners">Whether images end at the centres of their outer voxels, likewise.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string KeyDst, Values<Interpolation>? Mode = null, Values<PadMode>? PaddingMode = null,
        Values<bool>? AlignCorners = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool Lazy { get; init; }

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, index) => new ResampleToMatch(
                    Mode?.Cyclic(index) ?? Interpolation.Linear, PaddingMode?.Cyclic(index) ?? PadMode.Edge, AlignCorners?.Cyclic(index) ?? false)
                {
                    Lazy = call.Lazy ?? Lazy,
                }.Apply(Item.Image(sample[key], this), Item.Image(sample[KeyDst], this)));

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(new ResampleToMatch());
    }
}
