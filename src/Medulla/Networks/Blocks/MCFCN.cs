using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>An <see cref="FCN"/> for pictures of any number of channels, which a convolution first turns into three.</summary>
public sealed class MCFCN : FCN
{
    private readonly nn.Module<Tensor, Tensor> project;
    private readonly int inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, H, W] to [B, <paramref name="outChannels"/>, H, W].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="upsampleMode">How features are enlarged: bilinear, or transpose, which needs sizes that are multiples of 32.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
    /// <exception cref="NotSupportedException"><paramref name="pretrained"/> is true.</exception>
    /// <exception cref="ArgumentException">A number is too small, or <paramref name="upsampleMode"/> is another.</exception>
    public MCFCN(int inChannels = 3, int outChannels = 1, FeatureUpsampling upsampleMode = FeatureUpsampling.Bilinear, bool pretrained = true)
        : base(nameof(MCFCN), outChannels, upsampleMode, pretrained)
    {
        this.inChannels = inChannels;
        project = this.Part("init_proj", new Convolution(2, inChannels, 3, kernelSize: 1, act: "relu", norm: "batch", bias: false));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(MCFCN), x, 2, inChannels);
        return base.Compute(project.call(x));
    }
}
