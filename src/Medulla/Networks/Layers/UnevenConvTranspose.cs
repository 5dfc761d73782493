using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// A transposed convolution of images whose axes have different output paddings. TorchSharp 0.107's own modules give all axes that of
/// the first (its functions do not), which makes them fail or return another size.
/// </summary>
internal sealed class UnevenConvTranspose : Block
{
    private readonly bool hasBias;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] outputPadding;
    private readonly long[] dilation;
    private readonly long groups;

    /// <summary>A layer like <paramref name="initialized"/>, with copies of its weights.</summary>
    public UnevenConvTranspose(ConvolutionTranspose initialized, int[] stride, int[] padding, int[] outputPadding, int[] dilation, int groups)
        : base($"ConvTranspose{stride.Length}d")
    {
        this.AddWeight("weight", initialized.weight!.detach().clone());
        hasBias = initialized.bias is not null;
        if (hasBias)
        {
            this.AddWeight("bias", initialized.bias!.detach().clone());
        }
        (this.stride, this.padding) = (Longs(stride), Longs(padding));
        (this.outputPadding, this.dilation, this.groups) = (Longs(outputPadding), Longs(dilation), groups);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var (weight, bias) = (this.Weight("weight"), hasBias ? this.Weight("bias") : null);
        return stride.Length == 2
            ? nn.functional.conv_transpose2d(x, weight, bias, stride, padding, outputPadding, dilation, groups)
            : nn.functional.conv_transpose3d(x, weight, bias, stride, padding, outputPadding, dilation, groups);
    }

    private static long[] Longs(int[] values) => [.. values];
}
