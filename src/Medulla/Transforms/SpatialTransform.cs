using Medulla.Imaging.Geometry;

namespace Medulla.Transforms;

/// <summary>
/// A deterministic transform of the grid: it says where voxels come from, and the resampler touches them. Consecutive ones can
/// become one interpolation (<see cref="Lazy"/>), and every one can be undone.
/// </summary>
public abstract record SpatialTransform : Transform
{
    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    /// <summary>Where each voxel of the result comes from.</summary>
    /// <param name="source">The grid of the image.</param>
    public abstract Mapping Map(Grid source);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => Run(image, default);

    /// <inheritdoc/>
    public override MetaTensor Invert(MetaTensor image) => UndoOwn(image);

    /// <summary>The mapping for an image; override where it depends on the voxels.</summary>
    protected virtual Mapping MapImage(MetaTensor image) => Map(image.Grid);

    private protected override MetaTensor Run(MetaTensor image, Call call)
    {
        var mapping = MapImage(image);
        return image.Resample(mapping, call.Lazy ?? Lazy).Push(new(this, image.Grid, mapping));
    }
}
