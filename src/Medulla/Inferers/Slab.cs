namespace Medulla.Inferers;

/// <summary>A part of one image between two planes, and the windows in it.</summary>
/// <param name="Axis">The spatial axis across the planes.</param>
/// <param name="Start">First voxel on that axis.</param>
/// <param name="End">Voxel after the last.</param>
/// <param name="Windows">The windows.</param>
internal sealed record Slab(int Axis, long Start, long End, Window[] Windows)
{
    /// <summary>Cuts each image into slabs of several window positions along an axis.</summary>
    public static IEnumerable<Slab> Split(IReadOnlyList<Window> windows, long[] size, int axis, int positions)
        => from ofImage in windows.GroupBy(window => window.Item)
           from ofSlab in ofImage.GroupBy(window => window.Start[axis]).OrderBy(position => position.Key).Chunk(positions)
           select new Slab(axis, ofSlab[0].Key, ofSlab[^1].Key + size[axis], [.. ofSlab.SelectMany(position => position)]);
}
