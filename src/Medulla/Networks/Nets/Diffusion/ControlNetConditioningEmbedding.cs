using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>Convolutions that bring an image which controls a diffusion to the size and channels of the network's first features.</summary>
internal sealed class ControlNetConditioningEmbedding : Block
{
    private readonly nn.Module<Tensor, Tensor> convIn, convOut;
    private readonly IReadOnlyList<Convolution> blocks;

    public ControlNetConditioningEmbedding(int spatialDims, int inChannels, int outChannels, Values<int> channels)
        : base(nameof(ControlNetConditioningEmbedding))
    {
        if (channels.Count == 0 || channels.Any(count => count < 1))
        {
            throw new ArgumentException($"ControlNet: conditioningEmbeddingNumChannels is {channels}; one or more positive numbers are expected.", nameof(channels));
        }
        convIn = this.Part("conv_in", Activated(inChannels, channels[0]));
        blocks = this.Parts("blocks", channels.Zip(channels.Skip(1), (from, to) => (Convolution[])[Activated(from, from), Activated(from, to, stride: 2)]).SelectMany(pair => pair));
        convOut = this.Part("conv_out", InitialWeights.Zeroed(new Convolution(spatialDims, channels[^1], outChannels, convOnly: true)));

        Convolution Activated(int from, int to, int stride = 1) => new(spatialDims, from, to, stride, adnOrdering: "A", act: "swish", padding: 1);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => convOut.call(blocks.Aggregate(convIn.call(x), (current, block) => block.call(current)));
}
