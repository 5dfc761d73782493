using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>A mapping that only moves voxels: each target axis reads one source axis, forwards or backwards, from some offset.</summary>
/// <param name="Axis">For each target axis, the source axis.</param>
/// <param name="Backwards">For each target axis, whether it runs against the source axis.</param>
/// <param name="Offset">For each target axis, the source index of target index 0.</param>
internal sealed record AxisMoves(int[] Axis, bool[] Backwards, long[] Offset)
{
    /// <summary>The moves that a matrix stands for; null if it asks for interpolation.</summary>
    public static AxisMoves? Of(Affine toSource, double tolerance)
    {
        var rank = toSource.Rank;
        AxisMoves moves = new(new int[rank], new bool[rank], new long[rank]);
        var taken = new bool[rank];
        for (var source = 0; source < rank; source++)
        {
            var target = -1;
            for (var column = 0; column < rank; column++)
            {
                var value = Math.Abs(toSource[source, column]);
                if (Math.Abs(value - 1) <= tolerance && target < 0 && !taken[column])
                {
                    target = column;
                }
                else if (value > tolerance)
                {
                    return null;
                }
            }
            var offset = toSource[source, rank];
            if (target < 0 || Math.Abs(offset - Math.Round(offset)) > tolerance || Math.Abs(offset) > int.MaxValue)
            {
                return null;
            }
            taken[target] = true;
            moves.Axis[target] = source;
            moves.Backwards[target] = toSource[source, target] < 0;
            moves.Offset[target] = (long)Math.Round(offset);
        }
        return moves;
    }

    /// <summary>Moves the voxels of [C, spatial...]; always a fresh tensor object, though it may share memory where nothing moves.</summary>
    public Tensor Execute(Tensor source, Values<long> shape, Sampling sampling)
    {
        var image = source.permute([0, .. Axis.Select(axis => axis + 1L)]);
        var reversed = Enumerable.Range(0, Axis.Length).Where(axis => Backwards[axis]).Select(axis => axis + 1L).ToArray();
        if (reversed.Length > 0)
        {
            image = image.flip(reversed);
        }
        var padding = new (long Before, long After)[Axis.Length];
        for (var axis = 0; axis < Axis.Length; axis++)
        {
            var size = image.shape[axis + 1];
            var start = Backwards[axis] ? size - 1 - Offset[axis] : Offset[axis];
            var end = start + shape[axis];
            // Nothing of the image is left where the window misses it; one edge voxel stays so that padding has something to go by.
            var (first, last) = (Math.Clamp(start, 0, size - 1), Math.Clamp(end, 1, size));
            if (first >= last)
            {
                throw new ArgumentException($"the result lies wholly outside the image along axis {axis} ({start} to {end} of {size} voxels).");
            }
            padding[axis] = (Math.Max(0, -start), Math.Max(0, end - size));
            image = first == 0 && last == size ? image : image.narrow(axis + 1, first, last - first);
        }
        return Borders.Apply(image, padding, sampling);
    }
}
