using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A U-Net of pooling and pairs of convolutions. Falk et al., U-Net: deep learning for cell counting, detection, and morphometry (2019).</summary>
[ReferenceName("BasicUnet", "basicunet")]
public sealed class BasicUNet : Block
{
    private readonly nn.Module<Tensor, Tensor> conv0, finalConv;
    private readonly Down[] down;
    private readonly UpCat[] up;
    private readonly int spatialDims, inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="features">Channels at the five sizes, and of the last features: six numbers; 32, 32, 64, 128, 256, 32 if null.</param>
    /// <param name="act">The activation; leakyrelu with a slope of 0.1 if null.</param>
    /// <param name="norm">The normalization; instance, affine, if null.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="dropout">The dropout, or its probability; 0 if null.</param>
    /// <param name="upsample">How features are enlarged.</param>
    /// <exception cref="ArgumentException">There are not six numbers of channels, or a layer is unknown.</exception>
    public BasicUNet(
        int spatialDims = 3, int inChannels = 1, int outChannels = 2, Values<int>? features = null, LayerSpec? act = null, LayerSpec? norm = null,
        bool bias = true, LayerSpec? dropout = null, Upsampling upsample = Upsampling.Deconv)
        : base(nameof(BasicUNet))
    {
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(BasicUNet), spatialDims), inChannels);
        var channels = features ?? [32, 32, 64, 128, 256, 32];
        if (channels.Count != 6)
        {
            throw new ArgumentException($"BasicUNet: features is {channels}; six numbers are expected.", nameof(features));
        }
        var activation = act ?? ("leakyrelu", new() { ["negative_slope"] = 0.1 });
        var normalization = norm ?? Norm.AffineInstance;
        conv0 = this.Part("conv_0", new TwoConv(spatialDims, inChannels, channels[0], activation, normalization, bias, dropout));
        down = [.. Enumerable.Range(1, 4).Select(i => this.Part($"down_{i}", new Down(
            spatialDims, channels[i - 1], channels[i], activation, normalization, bias, dropout)))];
        up = [.. Enumerable.Range(1, 4).Reverse().Select(i => this.Part($"upcat_{i}", new UpCat(
            spatialDims, channels[i], channels[i - 1], channels[i == 1 ? 5 : i - 1], activation, normalization, bias, dropout, upsample, halves: i > 1)))];
        finalConv = this.Part("final_conv", Conv.Create(spatialDims, channels[5], outChannels, 1));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(BasicUNet), x, spatialDims, inChannels);
        List<Tensor> features = [conv0.call(x)];
        foreach (var step in down)
        {
            features.Add(step.call(features[^1]));
        }
        var current = features[^1];
        for (var i = 0; i < up.Length; i++)
        {
            current = up[i].call(current, features[features.Count - 2 - i]);
        }
        return finalConv.call(current);
    }
}
