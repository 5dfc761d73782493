using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Brings images to another number of channels.</summary>
public sealed class ChannelPad : Block
{
    private readonly nn.Module<Tensor, Tensor>? project;
    private readonly long[]? pad;

    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="mode">How; of no meaning if the numbers are the same.</param>
    /// <exception cref="ArgumentException">Channels would have to be padded to fewer, or a number is out of range.</exception>
    public ChannelPad(int spatialDims, int inChannels, int outChannels, ChannelMatching mode = ChannelMatching.Pad)
        : base(nameof(ChannelPad))
    {
        Dimensions.Checked(nameof(ChannelPad), spatialDims);
        if (inChannels == outChannels)
        {
            return;
        }
        if (mode == ChannelMatching.Project)
        {
            project = this.Part("project", Conv.Create(spatialDims, inChannels, outChannels, 1));
            return;
        }
        var more = outChannels > inChannels ? outChannels - inChannels : throw new ArgumentException(
            $"ChannelPad: inChannels is {inChannels} and outChannels {outChannels}; padding adds channels. Use mode project to have fewer.", nameof(outChannels));
        pad = [.. new long[2 * spatialDims], more / 2, more - (more / 2)];
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => project?.call(x) ?? (pad is null ? x : nn.functional.pad(x, pad));
}
