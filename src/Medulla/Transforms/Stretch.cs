using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms;

/// <summary>
/// A window of an image brought to another size, as a whole: unlike points of a mapping, its voxels may stand for areas. The target of
/// the mapping is a window of the result in turn.
/// </summary>
/// <param name="Start">Index of the window's first voxel, along each axis; what lies outside the image is 0.</param>
/// <param name="From">Voxels of the window.</param>
/// <param name="To">Voxels of the result.</param>
/// <param name="Smoothing">Standard deviation (voxels, for each axis) of a Gaussian that the window is smoothed by first; none if null.</param>
public sealed record Stretch(Values<long> Start, Values<long> From, Values<long> To, Values<double>? Smoothing = null)
{
    /// <summary>A whole image brought to a size.</summary>
    public static Stretch Of(Values<long> from, Values<long> to, Values<double>? smoothing = null)
        => new(Values.From(from.Select(_ => 0L)), from, to, smoothing);

    /// <summary>Voxel index of the result to voxel index of the image: faces stay faces, whatever else the interpolation says, as in the reference.</summary>
    public Affine ToSource
    {
        get
        {
            var factors = From.Zip(To, (from, to) => (double)from / Math.Max(1, to)).ToArray();
            return Affine.Create(factors.Length, (row, column) =>
                row == column ? factors[row] : column == factors.Length ? Start[row] + (factors[row] - 1) / 2 : 0);
        }
    }

    /// <summary>The way back, from the target of a mapping to its source; smoothing stays.</summary>
    /// <param name="toSource">The whole mapping.</param>
    internal Stretch Inverse(Affine toSource)
    {
        var window = ToSource.Inverse() * toSource;
        return new(Values.From(To.Select((_, axis) => -(long)Math.Round(window[axis, window.Rank]))), To, From);
    }
}
