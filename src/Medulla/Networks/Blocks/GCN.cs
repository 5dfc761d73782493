using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// A convolution with a large kernel, made of columns and rows in both orders. Peng et al., Large kernel matters: improve semantic
/// segmentation by global convolutional network (2017).
/// </summary>
public sealed class GCN : Block
{
    private readonly nn.Module<Tensor, Tensor> left1, left2, right1, right2;

    /// <summary>[B, <paramref name="inplanes"/>, H, W] to [B, <paramref name="planes"/>, H, W].</summary>
    /// <param name="inplanes">Channels of the input.</param>
    /// <param name="planes">Channels of the output.</param>
    /// <param name="ks">Pixels under the kernel along each axis, odd.</param>
    /// <exception cref="ArgumentException">A number is too small, or the kernel is even.</exception>
    public GCN(int inplanes, int planes, int ks = 7)
        : base(nameof(GCN))
    {
        left1 = this.Part("conv_l1", Line(inplanes, ks, 1));
        left2 = this.Part("conv_l2", Line(planes, 1, ks));
        right1 = this.Part("conv_r1", Line(inplanes, 1, ks));
        right2 = this.Part("conv_r2", Line(planes, ks, 1));

        nn.Module<Tensor, Tensor> Line(int from, int height, int width)
            => Conv.Create(2, from, planes, [height, width], padding: Conv.SamePadding([height, width]));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => left2.call(left1.call(x)) + right2.call(right1.call(x));
}
