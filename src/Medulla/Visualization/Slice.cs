using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Visualization;

/// <summary>
/// How one slice of a volume is seen, in radiological convention: the patient's right on the left of axial and coronal slices, the
/// front on the left of sagittal ones, front or head up. So each direction of the picture runs against an axis of the world.
/// </summary>
/// <param name="Across">The world's axis (0 right, 1 front, 2 head) whose positive end is on the left.</param>
/// <param name="Down">The world's axis whose positive end is at the top.</param>
/// <param name="Columns">Voxels from left to right.</param>
/// <param name="Rows">Voxels from top to bottom.</param>
/// <param name="ColumnSize">Width of a voxel, mm.</param>
/// <param name="RowSize">Height of a voxel, mm.</param>
/// <param name="Start">Place of the upper left voxel in the row-major volume.</param>
/// <param name="ColumnStep">How far on in the volume the voxel to the right lies.</param>
/// <param name="RowStep">How far on in the volume the voxel below lies.</param>
internal sealed record Slice(
    int Across, int Down, int Columns, int Rows, double ColumnSize, double RowSize, long Start, long ColumnStep, long RowStep)
{
    /// <summary>Letter at the left edge: R or A.</summary>
    public char Left => Orientation.Anatomical[Across][1];

    /// <summary>Letter at the right edge: L or P.</summary>
    public char Right => Orientation.Anatomical[Across][0];

    /// <summary>Letter at the top: A or S.</summary>
    public char Top => Orientation.Anatomical[Down][1];

    /// <summary>Letter at the bottom: P or I.</summary>
    public char Bottom => Orientation.Anatomical[Down][0];

    /// <summary>Axial, coronal or sagittal.</summary>
    public string Name => (Across + Down) switch { 1 => "axial", 2 => "coronal", _ => "sagittal" };

    /// <summary>Width by height of what the slice shows.</summary>
    public double AspectRatio => Columns * ColumnSize / (Rows * RowSize);

    /// <summary>Place of a voxel in the row-major volume.</summary>
    public int At(int column, int row) => (int)(Start + column * ColumnStep + row * RowStep);

    /// <summary>The slice's voxels, row by row.</summary>
    public T[] Cut<T>(ReadOnlySpan<T> volume)
    {
        var voxels = new T[Columns * Rows];
        for (var i = 0; i < voxels.Length; i++)
        {
            voxels[i] = volume[At(i % Columns, i / Columns)];
        }
        return voxels;
    }

    /// <summary>The axial, coronal and sagittal slices through a voxel; of a single slice, the one that it is.</summary>
    /// <param name="shape">[X, Y, Z], or [X, Y].</param>
    /// <param name="affine">Voxel index to world, mm; an oblique one is taken for the nearest orientation along the world's axes.</param>
    /// <param name="center">A voxel.</param>
    public static IReadOnlyList<Slice> Through(Values<long> shape, Affine affine, IReadOnlyList<long> center)
    {
        var orientation = Orientation.Of(affine.Resize(3));
        (int Across, int Down, int Normal)[] planes = [(0, 1, 2), (0, 2, 1), (1, 2, 0)];
        return [.. planes
            .Where(plane => shape.Count == 3 || plane.Normal == orientation.Axes[2])
            .Select(plane => Of(plane.Across, plane.Down, Volume(shape), affine.Resize(3).Spacing(), orientation, center))];
    }

    /// <summary>The middle of voxels <paramref name="low"/> to <paramref name="high"/>; of two middles the one nearer to the world's negative end.</summary>
    public static long Middle(long low, long high, int sign) => (low + high + (sign < 0 ? 1 : 0)) / 2;

    /// <summary>The shape with three axes.</summary>
    public static Values<long> Volume(Values<long> shape) => shape.Count == 2 ? [shape[0], shape[1], 1] : shape;

    private static Slice Of(int across, int down, Values<long> shape, double[] spacing, Orientation orientation, IReadOnlyList<long> center)
    {
        long[] strides = [shape[1] * shape[2], shape[2], 1];
        var (column, row) = (Axis(orientation, across), Axis(orientation, down));
        var start = Enumerable.Range(0, 3).Sum(axis => strides[axis] * (
            axis != column && axis != row ? center[axis]
            : orientation.Signs[axis] > 0 ? shape[axis] - 1
            : 0));
        return new(
            across, down, (int)shape[column], (int)shape[row], spacing[column], spacing[row],
            start, -orientation.Signs[column] * strides[column], -orientation.Signs[row] * strides[row]);
    }

    private static int Axis(Orientation orientation, int world) => orientation.Axes.ToList().IndexOf(world);
}
