using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>Weighs neighbours along each spatial axis in turn, so that gradients flow; channels do not mix.</summary>
internal static class SeparableFilter
{
    /// <summary>Filters a picture.</summary>
    /// <param name="x">[B, C, spatial...], one to three spatial axes, floating point.</param>
    /// <param name="kernels">The weights for each spatial axis.</param>
    /// <param name="padded">Whether zeros stand around the picture, so that it keeps its size.</param>
    public static Tensor Apply(Tensor x, IReadOnlyList<float[]> kernels, bool padded = true)
    {
        var shape = x.shape;
        if (FilterOnCpu.Takes(x, kernels))
        {
            var filtered = FilterOnCpu.apply(x, kernels.ToArray());
            // Away from the border the padding does not matter.
            return padded ? filtered : kernels.Select((kernel, axis) => (Cut: kernel.Length - 1, Axis: axis + 2))
                .Aggregate(filtered, (y, end) => y.narrow(end.Axis, end.Cut / 2, shape[end.Axis] - end.Cut));
        }
        // One channel and a larger batch: the grouped convolution that would keep channels apart is the slower one.
        var y = x.reshape([-1, 1, .. shape[2..]]);
        for (var axis = 0; axis < kernels.Count; axis++)
        {
            if (kernels[axis] is not [1])
            {
                y = Along(y, axis, kernels[axis], padded);
            }
        }
        return y.reshape([shape[0], shape[1], .. y.shape[2..]]);
    }

    /// <summary>Filters a picture with the same weights along each axis.</summary>
    public static Tensor Apply(Tensor x, float[] kernel, bool padded = true)
        => Apply(x, [.. Enumerable.Repeat(kernel, (int)x.Dimensions - 2)], padded);

    private static Tensor Along(Tensor x, int axis, float[] kernel, bool padded)
    {
        var rank = (int)x.Dimensions - 2;
        var shape = Enumerable.Repeat(1L, rank + 2).ToArray();
        shape[axis + 2] = kernel.Length;
        var padding = new long[rank];
        padding[axis] = padded ? (kernel.Length - 1) / 2 : 0;
        if (padded && kernel.Length % 2 == 0)
        {
            // The convolution pads both ends alike; the one zero more stands at the upper end.
            var ends = new long[2 * rank];
            ends[(2 * (rank - 1 - axis)) + 1] = 1;
            x = nn.functional.pad(x, ends);
        }
        var weight = tensor(kernel, shape).to(x.dtype, x.device);
        return rank switch
        {
            1 => nn.functional.conv1d(x, weight, padding: padding[0]),
            2 => nn.functional.conv2d(x, weight, padding: padding),
            _ => nn.functional.conv3d(x, weight, padding: padding),
        };
    }
}
