using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A U-Net whose connections let pass what the way up asks for. Oktay et al., Attention U-Net: learning where to look for the pancreas (2018).</summary>
public sealed class AttentionUnet : Block
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly int spatialDims, inChannels, multiple;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="channels">Channels at each size, from the largest; two or more.</param>
    /// <param name="strides">How many times smaller the image becomes from each size to the next, one fewer.</param>
    /// <param name="kernelSize">Voxels under the kernels on the way down; 3 if null.</param>
    /// <param name="upKernelSize">Voxels under the kernels that enlarge; 3 if null.</param>
    /// <param name="dropout">Probability to drop a value.</param>
    /// <exception cref="ArgumentException">There are too few channels or strides.</exception>
    public AttentionUnet(
        int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, double dropout = 0)
        : base(nameof(AttentionUnet))
    {
        if (channels.Count < 2 || strides.Count < channels.Count - 1)
        {
            throw new ArgumentException($"AttentionUnet: channels is {channels} and strides {strides}; two or more channels and one stride fewer are expected.", nameof(channels));
        }
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(AttentionUnet), spatialDims), inChannels);
        multiple = strides.Take(channels.Count - 1).Aggregate(1, (product, stride) => product * stride);
        model = this.Part("model", ModuleParts.Sequence(
            Twice(inChannels, channels[0], 1), Level(0), new Convolution(spatialDims, channels[0], outChannels, kernelSize: 1, padding: 0, convOnly: true)));

        nn.Module<Tensor, Tensor> Level(int size)
        {
            var lower = Twice(channels[size], channels[size + 1], strides[size]);
            return new AttentionLevel(
                spatialDims, channels[size], channels[size + 1], size + 2 < channels.Count ? ModuleParts.Sequence(lower, Level(size + 1)) : lower,
                upKernelSize ?? 3, strides[size], dropout);
        }

        nn.Module<Tensor, Tensor> Twice(int from, int to, int stride) => nn.Sequential(("conv", ModuleParts.Sequence(
            new Convolution(spatialDims, from, to, stride, kernelSize, act: "relu", norm: "batch", dropout: dropout),
            new Convolution(spatialDims, to, to, 1, kernelSize, act: "relu", norm: "batch", dropout: dropout))));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(AttentionUnet), x, spatialDims, inChannels, multiple);
        return model.call(x);
    }

    /// <summary>One size: what comes from below decides what passes across.</summary>
    private sealed class AttentionLevel : Block
    {
        private readonly AttentionBlock attention;
        private readonly nn.Module<Tensor, Tensor> upconv, merge, submodule;

        public AttentionLevel(
            int spatialDims, int channels, int lowerChannels, nn.Module<Tensor, Tensor> submodule, Values<int> upKernelSize, int stride, double dropout)
            : base(nameof(AttentionLevel))
        {
            attention = this.Part("attention", new AttentionBlock(spatialDims, channels / 2, channels, channels));
            upconv = this.Part("upconv", nn.Sequential(("up", (nn.Module<Tensor, Tensor>)new Convolution(
                spatialDims, lowerChannels, channels, stride, upKernelSize, act: "relu", norm: "batch", dropout: 0.0, isTransposed: true))));
            merge = this.Part("merge", new Convolution(spatialDims, 2 * channels, channels, dropout: dropout));
            this.submodule = this.Part("submodule", submodule);
        }

        /// <inheritdoc/>
        protected override Tensor Compute(Tensor x)
        {
            var lower = upconv.call(submodule.call(x));
            return merge.call(cat([attention.call(lower, x), lower], 1));
        }
    }
}
