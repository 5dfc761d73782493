using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Zeros that let a strided convolution of an image of a nominal size give size / stride voxels, rounded up.</summary>
internal static class SamePadding
{
    /// <summary>A convolution after the zeros; those are fixed by the nominal size, whatever size comes.</summary>
    public static Tensor Apply(nn.Module<Tensor, Tensor> convolution, Tensor x, long[] padding)
        => padding.All(n => n == 0) ? convolution.call(x) : convolution.call(nn.functional.pad(x, padding, PaddingModes.Constant, 0));

    /// <summary>Zeros before and after, the last axis first.</summary>
    public static long[] Of(int size, int kernel, int stride, int axes)
    {
        var all = Math.Max(((Shrunk(size, stride) - 1) * stride) + kernel - size, 0);
        return [.. Enumerable.Repeat(new long[] { all / 2, all - (all / 2) }, axes).SelectMany(sides => sides)];
    }

    /// <summary>The nominal size after a step.</summary>
    public static int Shrunk(int size, int stride) => (size + stride - 1) / stride;
}
