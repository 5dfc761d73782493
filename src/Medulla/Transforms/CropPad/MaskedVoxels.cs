using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>The voxels of a mask, without a list of their indices.</summary>
internal sealed class MaskedVoxels : VoxelSet
{
    private const int BlockSize = 1 << 14;
    private readonly byte[] mask;
    private readonly long[] before;   // voxels of the set before each block

    /// <summary>The voxels where <paramref name="mask"/> is true.</summary>
    /// <param name="mask">[spatial...], bool.</param>
    public MaskedVoxels(Tensor mask)
    {
        using var scope = NewDisposeScope();
        this.mask = mask.cpu().contiguous().AsSpan<byte>().ToArray();
        before = new long[(this.mask.Length + BlockSize - 1) / BlockSize + 1];
        for (var block = 0; block + 1 < before.Length; block++)
        {
            var part = Block(block);
            before[block + 1] = before[block] + part.Length - part.Count((byte)0);
        }
    }

    /// <inheritdoc/>
    public override long Count => before[^1];

    /// <inheritdoc/>
    public override long this[long n]
    {
        get
        {
            var block = Array.BinarySearch(before, n);
            block = block < 0 ? ~block - 1 : Array.FindLastIndex(before, count => count == n);
            var left = n - before[block];
            var part = Block(block);
            for (var i = 0; i < part.Length; i++)
            {
                if (part[i] != 0 && left-- == 0)
                {
                    return (long)block * BlockSize + i;
                }
            }
            throw new ArgumentOutOfRangeException(nameof(n), n, $"the set has {Count} voxels.");
        }
    }

    private ReadOnlySpan<byte> Block(int block)
        => mask.AsSpan(block * BlockSize, Math.Min(BlockSize, mask.Length - block * BlockSize));
}
