using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A convolution without bias, a batch normalization and a rectifier.</summary>
internal sealed class InceptionConvolution : Block
{
    private readonly nn.Module<Tensor, Tensor> conv, bn;

    public InceptionConvolution(int inChannels, int outChannels, (long, long) kernel, long stride = 1, (long, long)? padding = null)
        : base(nameof(InceptionConvolution))
    {
        conv = this.Part("conv", nn.Conv2d(inChannels, outChannels, kernel, (stride, stride), padding ?? (0, 0), bias: false));
        bn = this.Part("bn", Norm.Create(("batch", new() { ["eps"] = 0.001 }), 2, outChannels));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => nn.functional.relu(bn.call(conv.call(x)));
}
