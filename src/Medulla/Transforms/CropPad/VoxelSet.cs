using Medulla.Imaging;

namespace Medulla.Transforms.CropPad;

/// <summary>A set of voxels that can be counted and picked from by number.</summary>
internal abstract class VoxelSet
{
    /// <summary>Number of voxels in the set.</summary>
    public abstract long Count { get; }

    /// <summary>Row-major index of voxel number <paramref name="n"/> of the set.</summary>
    public abstract long this[long n] { get; }

    /// <summary>A set of known row-major indices.</summary>
    public static VoxelSet Of(Values<long> indices) => new IndexedVoxels(indices);

    /// <summary>So many of the voxels, spread evenly over the set; the set itself if it has no more, or if null.</summary>
    public VoxelSet Thinned(int? most)
        => most is > 0 and { } n && Count > n ? Of(Values.From(Spread(Count, n).Select(i => this[i]))) : this;

    /// <summary>Numbers from 0 to <paramref name="count"/> - 1 in equal steps, rounded.</summary>
    internal static long[] Spread(long count, int most)
        => [.. Enumerable.Range(0, most).Select(i => most == 1 ? 0 : (long)Math.Round(i * ((count - 1.0) / (most - 1)), MidpointRounding.ToEven))];

    /// <summary>The position of a row-major index.</summary>
    public static Values<long> Unravel(long index, Values<long> shape)
    {
        var position = new long[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
        {
            (index, position[axis]) = Math.DivRem(index, shape[axis]);
        }
        return position;
    }
}
