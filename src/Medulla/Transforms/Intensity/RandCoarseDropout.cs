using Medulla.Imaging;
using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Fills random boxes of the image, or all but these, with a value or with noise.</summary>
/// <param name="Holes">Number of holes, at least 1; the smallest number if <paramref name="MaxHoles"/> is given.</param>
/// <param name="SpatialSize">Size of a hole along each axis, or one for all; the smallest size if <paramref name="MaxSpatialSize"/> is given. 0 or less: as the image.</param>
/// <param name="DropoutHoles">Whether the holes are filled; otherwise everything else is.</param>
/// <param name="FillValue">The value to fill with; two numbers [low, high) for uniform noise; noise between the image's smallest and largest intensity if null.</param>
/// <param name="MaxHoles">The largest number of holes; the number is not random if null.</param>
/// <param name="MaxSpatialSize">The largest size of a hole; sizes are not random if null. 0 or less: as the image.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <exception cref="ArgumentException"><paramref name="Holes"/> is below 1, or there are more than two fill values.</exception>
/// <remarks>See DeVries and Taylor, Improved Regularization of Convolutional Neural Networks with Cutout, 2017.</remarks>
public sealed record RandCoarseDropout(
    int Holes, Values<int> SpatialSize, bool DropoutHoles = true, Values<double>? FillValue = null, int? MaxHoles = null,
    Values<int>? MaxSpatialSize = null, double Prob = 0.1) : RandCoarseTransform(Holes, SpatialSize, MaxHoles, MaxSpatialSize, Prob)
{
    /// <summary>The value to fill with, or two between which noise lies.</summary>
    public Values<double>? FillValue { get; init; } = FillValue is null or { Count: 1 or 2 } ? FillValue
        : throw new ArgumentException($"RandCoarseDropout: FillValue is {FillValue}; it must be one number, or the two ends of a range.");

    private protected override Tensor Fill(Tensor voxels, Values<Hole> holes, RandomState random)
    {
        var (low, high) = FillValue is { Count: 2 } ? (FillValue[0], FillValue[1])
            : FillValue is null ? (voxels.min().to_type(ScalarType.Float64).item<double>(), voxels.max().to_type(ScalarType.Float64).item<double>())
            : (FillValue[0], FillValue[0]);
        if (DropoutHoles)
        {
            foreach (var part in holes.Select(hole => Inside(voxels, hole)))
            {
                part.copy_(Filling(part.shape));
            }
            return voxels;
        }
        var filled = Filling(voxels.shape).to_type(voxels.dtype).expand(voxels.shape).contiguous();
        foreach (var hole in holes)
        {
            Inside(filled, hole).copy_(Inside(voxels, hole));
        }
        return filled;

        Tensor Filling(long[] shape) => FillValue is { Count: 1 } ? full([1], low, ScalarType.Float64) : random.Uniform(low, high, shape);
    }

    private protected override void Advance(MetaTensor image, Values<Hole> holes, RandomState random)
    {
        if (FillValue is { Count: 1 })
        {
            return;
        }
        var voxels = DropoutHoles ? holes.Sum(hole => hole.Size.Aggregate((a, b) => a * b)) : image.SpatialShape.Aggregate((a, b) => a * b);
        for (var left = voxels * image.Channels; left > 0; left--)
        {
            random.Rand();
        }
    }

    /// <summary>Fills the same random boxes in keys of a sample; noise is drawn for each key.</summary>
    /// <param name="Keys">The keys, of images of one spatial shape.</param>
    /// <param name="Holes">Number of holes, at least 1; the smallest number if <paramref name="MaxHoles"/> is given.</param>
    /// <param name="SpatialSize">Size of a hole along each axis, or one for all; 0 or less: as the image.</param>
    /// <param name="DropoutHoles">Whether the holes are filled; otherwise everything else is.</param>
    /// <param name="FillValue">The value to fill with; two numbers for uniform noise; noise within the image's range if null.</param>
    /// <param name="MaxHoles">The largest number of holes; the number is not random if null.</param>
    /// <param name="MaxSpatialSize">The largest size of a hole; sizes are not random if null.</param>
    /// <param name="Prob">How often a call does so, in [0, 1].</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, int Holes, Values<int> SpatialSize, bool DropoutHoles = true, Values<double>? FillValue = null, int? MaxHoles = null,
        Values<int>? MaxSpatialSize = null, double Prob = 0.1, bool AllowMissingKeys = false)
        : SharedHoles(Keys, new RandCoarseDropout(Holes, SpatialSize, DropoutHoles, FillValue, MaxHoles, MaxSpatialSize, Prob), AllowMissingKeys);
}
