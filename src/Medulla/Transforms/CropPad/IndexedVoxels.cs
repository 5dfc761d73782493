using Medulla.Imaging;

namespace Medulla.Transforms.CropPad;

/// <summary>A list of indices.</summary>
internal sealed class IndexedVoxels(Values<long> indices) : VoxelSet
{
    /// <inheritdoc/>
    public override long Count => indices.Count;

    /// <inheritdoc/>
    public override long this[long n] => indices[(int)n];
}
