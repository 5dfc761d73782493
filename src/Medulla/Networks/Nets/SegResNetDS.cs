using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary><see cref="SegResNet"/> with outputs at several sizes while training, and strides that fit the voxels. Myronenko, 3D MRI brain tumor segmentation (2018).</summary>
public sealed class SegResNetDS : MultiBlock
{
    private readonly SegResNetDSBody body;
    private readonly SegResNetDSBody.Level[] up;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...], and smaller outputs while training.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="initFilters">Channels at full size; each smaller size has twice as many.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="act">The activation; relu if null.</param>
    /// <param name="norm">The normalization; batch if null.</param>
    /// <param name="blocksDown">Blocks at each size on the way down; 1, 2, 2, 4 if null.</param>
    /// <param name="blocksUp">Blocks at each size on the way up; one if null.</param>
    /// <param name="dsdepth">How many sizes have outputs, the largest first.</param>
    /// <param name="preprocess">What the input passes first; nothing if null.</param>
    /// <param name="upsampleMode">How features are enlarged.</param>
    /// <param name="resolution">Voxel size along each axis: short voxels are shrunk first. All alike if null.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public SegResNetDS(
        int spatialDims = 3, int initFilters = 32, int inChannels = 1, int outChannels = 2, LayerSpec? act = null, LayerSpec? norm = null,
        Values<int>? blocksDown = null, Values<int>? blocksUp = null, int dsdepth = 1, nn.Module<Tensor, Tensor>? preprocess = null,
        Upsampling upsampleMode = Upsampling.Deconv, Values<double>? resolution = null)
        : base(nameof(SegResNetDS))
    {
        body = new(
            this, spatialDims, initFilters, inChannels, outChannels, act, norm, blocksDown, blocksUp, dsdepth, preprocess, upsampleMode, resolution);
        up = body.Up(this, "up_layers");
    }

    /// <summary>Runs the network.</summary>
    /// <returns>The output; while training with several sizes a list of outputs, the largest first.</returns>
    public object call(Tensor x)
    {
        var outputs = ModuleParts.Scoped(() => body.Decode(body.Encode(x), up));
        if (training && outputs.Count > 1)
        {
            return outputs;
        }
        foreach (var smaller in outputs.Skip(1))
        {
            smaller.Dispose();
        }
        return outputs[0];
    }
}
