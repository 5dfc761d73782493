using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A network of residual blocks that shrink the image and enlarge it again, what was found at each size being added on the way up.
/// Myronenko, 3D MRI brain tumor segmentation using autoencoder regularization (2018), without the autoencoder.
/// </summary>
public sealed class SegResNet : Block
{
    private readonly SegResNetBody body;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="initFilters">Channels at full size; each smaller size has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="dropoutProb">Probability to drop a channel after the first convolution; none if null.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; group of 8 if null.</param>
    /// <param name="normName">"group" for a normalization of <paramref name="numGroups"/>, an older way to say it.</param>
    /// <param name="numGroups">See <paramref name="normName"/>.</param>
    /// <param name="useConvFinal">Whether a last convolution makes the output channels; the features themselves otherwise.</param>
    /// <param name="blocksDown">Residual blocks at each size on the way down; 1, 2, 2, 4 if null.</param>
    /// <param name="blocksUp">Residual blocks at each size on the way up; 1, 1, 1 if null.</param>
    /// <param name="upsampleMode">How the image is enlarged.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public SegResNet(
        int spatialDims = 3, int initFilters = 8, int inChannels = 1, int outChannels = 2, double? dropoutProb = null, LayerSpec? act = null,
        LayerSpec? norm = null, string normName = "", int numGroups = 8, bool useConvFinal = true, Values<int>? blocksDown = null,
        Values<int>? blocksUp = null, Upsampling upsampleMode = Upsampling.NonTrainable)
        : base(nameof(SegResNet))
        => body = new(
            this, spatialDims, initFilters, inChannels, outChannels, dropoutProb, act, SegResNetBody.OldNorm(normName, numGroups) ?? norm, useConvFinal,
            blocksDown, blocksUp, upsampleMode);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var features = body.Encode(x);
        return body.Decode(features);
    }
}
