using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops a region that is given by slices.</summary>
/// <param name="Slices">For each axis, from where to where; either end may count from the end of the axis, axes not named stay as they are.</param>
public sealed record Crop(Values<Range>? Slices = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
        => Slices is { Count: > 0 } ? new SpatialCrop(RoiSlices: Slices).Map(source)
            : throw new ArgumentException("Crop: no slices are given; give them when it is made, or with the call.");

    /// <summary>A window on an image, which may reach beyond it.</summary>
    /// <param name="img">[C, spatial...].</param>
    /// <param name="translationMat">Voxel index of the window to voxel index of the image; its offsets, rounded, are the window's first voxel.</param>
    /// <param name="spatialSize">Voxels of the window along each axis.</param>
    /// <param name="mode">What lies outside the image.</param>
    /// <exception cref="ArgumentException">The window lies wholly outside.</exception>
    [ReferenceName("crop_or_pad_nd")]
    public static Tensor Window(Tensor img, Affine translationMat, Values<long> spatialSize, PadMode mode)
    {
        var grid = new MetaTensor(img).Grid;
        long[] start = [.. Enumerable.Range(0, grid.Rank).Select(axis => (long)Math.Round(translationMat[axis, translationMat.Rank]))];
        return Mapping.Window(grid, start, spatialSize, new(Interpolation: null, mode)).Execute(img);
    }

    /// <summary>A cropping transform on keys of a sample.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="Cropper">What crops each of them.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, SpatialTransform Cropper, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool? Lazy { get; init; }

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => ((ITransform)Cropper).Run(sample[key], call with { Lazy = call.Lazy ?? Lazy }));

        private protected override bool Made(AppliedOperation operation) => operation.IsOf(Cropper);
    }
}
