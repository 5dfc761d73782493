using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>An <see cref="AEKLResBlock"/> whose normalizations follow a map of labels; see <see cref="SPADE"/>.</summary>
public sealed class SPADEResBlock : MultiBlock
{
    private readonly SPADE norm1, norm2;
    private readonly nn.Module<Tensor, Tensor> conv1, conv2, shortcut;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and labels [B, <paramref name="labelNc"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="normNumGroups">Groups of the normalizations, a divisor of the channels.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null.</param>
    /// <param name="labelNc">Channels of the map of labels.</param>
    /// <param name="spadeIntermediateChannels">Channels between labels and scales.</param>
    /// <exception cref="ArgumentException">A number is out of range or does not divide the channels.</exception>
    public SPADEResBlock(
        int spatialDims, int inChannels, int normNumGroups, double normEps, int? outChannels, int labelNc, int spadeIntermediateChannels)
        : base(nameof(SPADEResBlock))
    {
        var to = outChannels ?? inChannels;
        LayerSpec spec = ("group", new() { ["num_groups"] = normNumGroups, ["eps"] = normEps, ["affine"] = false });
        norm1 = this.Part("norm1", new SPADE(labelNc, inChannels, 3, spatialDims, spadeIntermediateChannels, spec));
        conv1 = this.Part("conv1", new Convolution(spatialDims, inChannels, to, convOnly: true));
        norm2 = this.Part("norm2", new SPADE(labelNc, to, 3, spatialDims, spadeIntermediateChannels, spec));
        conv2 = this.Part("conv2", new Convolution(spatialDims, to, to, convOnly: true));
        shortcut = this.Part("nin_shortcut", AEKLResBlock.Shortcut(spatialDims, inChannels, to));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The input.</param>
    /// <param name="seg">The map of labels, of any size.</param>
    public Tensor call(Tensor x, Tensor seg)
    {
        using var scope = NewDisposeScope();
        using var half = Preactivated.Convolve(norm1, conv1, x, seg);
        return Preactivated.Convolve(norm2, conv2, half, seg).add_(shortcut.call(x)).MoveToOuterDisposeScope();
    }
}
