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
