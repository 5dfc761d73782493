using Medulla.Imaging.Geometry;

namespace Medulla.Transforms;

/// <summary>A random transform of the grid; see <see cref="SpatialTransform"/>.</summary>
/// <typeparam name="TDrawn">What a call draws.</typeparam>
public abstract record RandomSpatialTransform<TDrawn> : RandomTransform<TDrawn>
    where TDrawn : class
{
    /// <summary>A random spatial transform.</summary>
    /// <param name="prob">How often a call changes the image, in [0, 1].</param>
    protected RandomSpatialTransform(double prob)
        : base(prob)
    {
    }

    /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
    public bool Lazy { get; init; }

    /// <summary>Where each voxel of the result comes from.</summary>
    public abstract Mapping Map(Grid source, TDrawn drawn);

    /// <inheritdoc/>
    public sealed override MetaTensor Apply(MetaTensor image, TDrawn drawn) => image.Resample(Map(image.Grid, drawn), Lazy);

    private protected sealed override MetaTensor Perform(MetaTensor image, TDrawn drawn, Call call)
    {
        var mapping = Map(image.Grid, drawn);
        return image.Resample(mapping, call.Lazy ?? Lazy).Push(new(this, image.Grid, mapping, drawn));
    }
}
