using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// <see cref="SegResNet"/> with a variational autoencoder that rebuilds the input while training, which keeps the features general.
/// Myronenko, 3D MRI brain tumor segmentation using autoencoder regularization (2018).
/// </summary>
public sealed class SegResNetVAE : MultiBlock
{
    private const int SmallestFilters = 16;

    private readonly SegResNetBody body;
    private readonly bool estimateStd;
    private readonly double defaultStd;
    private readonly long[] smallestSize;
    private readonly nn.Module<Tensor, Tensor> down, fc1, fc2, fc3, upSample, convFinal;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...] and, while training, the autoencoder's loss.</summary>
    /// <param name="inputImageSize">Voxels of the input along each axis, multiples of twice the network's shrinkage.</param>
    /// <param name="vaeEstimateStd">Whether the spread of the latent variables is learned.</param>
    /// <param name="vaeDefaultStd">The spread if it is not.</param>
    /// <param name="vaeNz">Number of latent variables.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="initFilters">Channels at full size; each smaller size has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="dropoutProb">Probability to drop a channel after the first convolution; none if null.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; group of 8 if null.</param>
    /// <param name="useConvFinal">Whether a last convolution makes the output channels.</param>
    /// <param name="blocksDown">Residual blocks at each size on the way down; 1, 2, 2, 4 if null.</param>
    /// <param name="blocksUp">Residual blocks at each size on the way up; 1, 1, 1 if null.</param>
    /// <param name="upsampleMode">How the image is enlarged.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public SegResNetVAE(
        Values<int> inputImageSize, bool vaeEstimateStd = false, double vaeDefaultStd = 0.3, int vaeNz = 256, int spatialDims = 3, int initFilters = 8,
        int inChannels = 1, int outChannels = 2, double? dropoutProb = null, LayerSpec? act = null, LayerSpec? norm = null, bool useConvFinal = true,
        Values<int>? blocksDown = null, Values<int>? blocksUp = null, Upsampling upsampleMode = Upsampling.NonTrainable)
        : base(nameof(SegResNetVAE))
    {
        body = new(this, spatialDims, initFilters, inChannels, outChannels, dropoutProb, act, norm, useConvFinal, blocksDown, blocksUp, upsampleMode);
        (estimateStd, defaultStd) = (vaeEstimateStd, vaeDefaultStd);
        var zoom = 1 << (body.BlocksDown.Count - 1);
        smallestSize = [.. Dimensions.PerAxis(nameof(SegResNetVAE), nameof(inputImageSize), inputImageSize, spatialDims, 2 * zoom).Select(n => (long)(n / (2 * zoom)))];
        var (filters, elements) = (body.Filters(body.BlocksDown.Count - 1), SmallestFilters * smallestSize.Aggregate(1L, (a, b) => a * b));
        down = this.Part("vae_down", ModuleParts.Sequence(
            body.NormOf(filters), body.ActMod, body.Convolve(filters, SmallestFilters, stride: 2, bias: true), body.NormOf(SmallestFilters), body.ActMod));
        fc1 = this.Part("vae_fc1", nn.Linear(elements, vaeNz));
        fc2 = this.Part("vae_fc2", nn.Linear(elements, vaeNz));
        fc3 = this.Part("vae_fc3", nn.Linear(vaeNz, elements));
        upSample = this.Part("vae_fc_up_sample", ModuleParts.Sequence(
            body.Convolve(SmallestFilters, filters, kernelSize: 1), body.Enlarge(filters, upsampleMode), body.NormOf(filters), body.ActMod));
        convFinal = this.Part("vae_conv_final", body.Final(inChannels));
    }

    /// <summary>Runs the network.</summary>
    /// <returns>The output, and the autoencoder's loss: null but in training mode.</returns>
    public (Tensor Output, Tensor? VaeLoss) call(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = body.Encode(input);
        var output = body.Decode(features);
        var loss = training ? Loss(input, features[^1]) : null;
        return (output.MoveToOuterDisposeScope(), loss?.MoveToOuterDisposeScope());
    }

    private Tensor Loss(Tensor input, Tensor features)
    {
        var latent = down.call(features).flatten(1);
        var mean = fc1.call(latent);
        var noise = randn_like(mean);
        Tensor sample, regularization;
        if (estimateStd)
        {
            var std = nn.functional.softplus(fc2.call(latent));
            regularization = 0.5 * (mean.square() + std.square() - (1e-8 + std.square()).log() - 1).mean();
            sample = mean + std * noise;
        }
        else
        {
            regularization = mean.square().mean();
            sample = mean + defaultStd * noise;
        }
        var small = body.ActMod.call(fc3.call(sample)).view([-1, SmallestFilters, .. smallestSize]);
        var rebuilt = convFinal.call(body.DecodeAlone(upSample.call(small)));
        return regularization + nn.functional.mse_loss(input, rebuilt);
    }
}
