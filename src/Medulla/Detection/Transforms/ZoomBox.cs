using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Moves boxes as an image is magnified or shrunk.</summary>
/// <param name="Zoom">Factor for each axis, or one for all.</param>
/// <param name="KeepSize">Whether the image keeps its size, cropped or padded around the middle; its zoomed size is then rounded to whole voxels.</param>
[IgnoresUnknownArguments]
public sealed record ZoomBox(Values<double> Zoom, bool KeepSize = false) : BoxTransform
{
    /// <summary>The boxes moved.</summary>
    /// <param name="boxes">[N, 4] or [N, 6], in the standard mode.</param>
    /// <param name="srcSpatialSize">Voxels of the image along each axis, or one number for all; needed where the image keeps its size.</param>
    /// <exception cref="ArgumentException">The size is needed and not given.</exception>
    public Tensor Apply(Tensor boxes, Values<int>? srcSpatialSize = null)
        => !KeepSize ? BoxMoves.ZoomBoxes(boxes, Zoom)
            : srcSpatialSize is null ? throw new ArgumentException("ZoomBox: KeepSize needs the size of the image; call Apply with it.", nameof(srcSpatialSize))
            : BoxMoves.With(boxes, srcSpatialSize, Image(Zoom, Values.From(BoxMoves.Size(boxes, srcSpatialSize).Select(n => (long)n)), KeepSize));

    private protected override object Run(Tensor boxes) => Apply(boxes);

    /// <summary>What an image undergoes: the zoomed size is rounded, and the factors are those that lead to it.</summary>
    internal static Zoom Image(
        Values<double> zoom, Values<long> size, bool keepSize, Interpolation mode = Interpolation.Area, PadMode padding = PadMode.Edge, bool? alignCorners = null)
        => new(Values.From(SpatialSize.PerAxis(zoom, size.Count, "zoom").Zip(size, (factor, n) => Math.Round(factor * n) / n)), mode, padding, alignCorners, keepSize);

    /// <summary>Zooms images and moves their boxes.</summary>
    /// <param name="ImageKeys">Keys of images.</param>
    /// <param name="BoxKeys">Keys of boxes.</param>
    /// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
    /// <param name="Zoom">Factor for each axis, or one for all; so changed that the zoomed image has whole voxels.</param>
    /// <param name="Mode">Interpolation, one for all images or one for each; means over areas if null.</param>
    /// <param name="PaddingMode">What to pad with, likewise; the edge if null.</param>
    /// <param name="AlignCorners">See <see cref="Resize"/>, likewise.</param>
    /// <param name="KeepSize">Whether images keep their size.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    [IgnoresUnknownArguments]
    public sealed record Keyed(
        Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, Values<double> Zoom, Values<Interpolation>? Mode = null,
        Values<PadMode>? PaddingMode = null, Values<bool?>? AlignCorners = null, bool KeepSize = true, bool AllowMissingKeys = false)
        : ImageBoxTransform(ImageKeys, BoxKeys, BoxRefImageKeys, AllowMissingKeys)
    {
        private protected override SpatialTransform ImageStep => new Zoom(Zoom);

        private protected override Sample Apply(Sample sample, Call call) => Move(sample, call, (image, size) => Image(
            Zoom, size, KeepSize, Mode?.Cyclic(image) ?? Interpolation.Area, PaddingMode?.Cyclic(image) ?? PadMode.Edge, AlignCorners?.Cyclic(image)));
    }
}
