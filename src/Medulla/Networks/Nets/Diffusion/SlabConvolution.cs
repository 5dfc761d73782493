using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>
/// A convolution of large volumes, slab by slab, which bounds the memory it needs beside its input and output. Slabs overlap by more than
/// the kernel reaches, so the result is that of the whole.
/// </summary>
internal sealed class SlabConvolution : Block
{
    // Multiples of the stride, so that slabs begin where the whole has an output; more than the one voxel a kernel of 3 reaches.
    private const int Overlap = 2;
    private const int ThinnestSlab = 16 * Overlap;

    private readonly Convolution conv;
    private readonly int most, axis, stride, scale;

    /// <param name="conv">The convolution, with a kernel of at most 3.</param>
    /// <param name="most">How many slabs there may be.</param>
    /// <param name="axis">The axis to slice along, batch and channels counted.</param>
    /// <param name="stride">How many times smaller the output is.</param>
    /// <param name="scale">How many times larger the output is.</param>
    public SlabConvolution(Convolution conv, int most, int axis, int stride, int scale)
        : base(nameof(SlabConvolution))
    {
        this.conv = this.Part("conv", conv);
        (this.most, this.axis, this.stride, this.scale) = (most, axis, stride, scale);
    }

    protected override Tensor Compute(Tensor x)
    {
        var length = x.shape[axis];
        // Overlaps cost time; slabs that are hardly thicker than theirs would cost more than they save.
        var count = (int)Math.Min(most, length / ThinnestSlab);
        if (count < 2)
        {
            return conv.call(x);
        }
        var thickness = length / count / Overlap * Overlap;
        return cat([.. Enumerable.Range(0, count).Select(i => Slab(x, i * thickness, i == count - 1 ? length : (i + 1) * thickness, length))], axis);
    }

    private Tensor Slab(Tensor x, long begin, long end, long length)
    {
        var (first, last) = (Math.Max(0, begin - Overlap), Math.Min(length, end + Overlap));
        using var slab = x.narrow(axis, first, last - first);
        using var output = conv.call(slab);
        var start = (begin - first) * scale / stride;
        var count = end == length ? output.shape[axis] - start : (end - begin) * scale / stride;
        // A copy, so that the overlaps are given back.
        return output.narrow(axis, start, count).clone();
    }
}
