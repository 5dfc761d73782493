using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Separable filtering of float32 pictures on the CPU by a kernel of our own, with its gradient: the filter turned around. Second
/// derivatives do not flow through it.
/// </summary>
internal sealed class FilterOnCpu : autograd.SingleTensorFunction<FilterOnCpu>
{
    /// <inheritdoc/>
    public override string Name => nameof(FilterOnCpu);

    /// <summary>Whether the kernel takes such a picture and such weights.</summary>
    public static bool Takes(Tensor x, IReadOnlyList<float[]> kernels)
        => x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && x.numel() is > 0 and < int.MaxValue && kernels.All(kernel => kernel.Length % 2 == 1);

    /// <summary>Filters a picture.</summary>
    /// <param name="ctx">Keeps the weights for the gradient.</param>
    /// <param name="vars">The picture [B, C, spatial...] and the weights for each axis, float[][].</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var kernels = (float[][])vars[1];
        ctx.save_data("kernels", kernels);
        return Filtered((Tensor)vars[0], kernels);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        => [Filtered(grad_output, [.. ((float[][])ctx.get_data("kernels")).Select(kernel => kernel.Reverse().ToArray())]), null!];

    private static Tensor Filtered(Tensor x, float[][] kernels)
    {
        var shape = x.shape;
        var result = empty(shape);
        result.copy_(x);
        SeparableConvolution.Apply(result.AsSpan<float>(), shape.AsSpan(2), checked((int)(shape[0] * shape[1])), kernels);
        return result;
    }
}
