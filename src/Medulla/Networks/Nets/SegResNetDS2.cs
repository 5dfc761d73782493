using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary><see cref="SegResNetDS"/> with two ways up: one for points as prompts, one for classes. He et al., VISTA3D (2024).</summary>
public sealed class SegResNetDS2 : MultiBlock
{
    private readonly SegResNetDSBody body;
    private readonly SegResNetDSBody.Level[] up;
    private readonly SegResNetDSBody.Level[] upAuto;

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
    public SegResNetDS2(
        int spatialDims = 3, int initFilters = 32, int inChannels = 1, int outChannels = 2, LayerSpec? act = null, LayerSpec? norm = null,
        Values<int>? blocksDown = null, Values<int>? blocksUp = null, int dsdepth = 1, nn.Module<Tensor, Tensor>? preprocess = null,
        Upsampling upsampleMode = Upsampling.Deconv, Values<double>? resolution = null)
        : base(nameof(SegResNetDS2))
    {
        body = new(
            this, spatialDims, initFilters, inChannels, outChannels, act, norm, blocksDown, blocksUp, dsdepth, preprocess, upsampleMode, resolution);
        up = body.Up(this, "up_layers");
        upAuto = body.Up(this, "up_layers_auto");
    }

    /// <summary>The way down.</summary>
    public SegResEncoder Encoder => body.Encoder;

    /// <summary>Runs the network.</summary>
    /// <param name="x">[B, C, spatial...].</param>
    /// <param name="withPoint">Whether the way up for points is run.</param>
    /// <param name="withLabel">Whether the way up for classes is run.</param>
    /// <returns>Of each way up the output, a list of outputs where several sizes have one, or an empty list where it was not run.</returns>
    public (object Point, object Label) call(Tensor x, bool withPoint = true, bool withLabel = true)
    {
        using var scope = NewDisposeScope();
        var features = body.Encode(x);
        return (Outputs(withPoint, up), Outputs(withLabel, upAuto));

        object Outputs(bool wanted, SegResNetDSBody.Level[] levels)
        {
            var outputs = wanted ? body.Decode(features, levels).Select(output => output.MoveToOuterDisposeScope()).ToList() : [];
            return outputs is [var only] ? only : outputs;
        }
    }

    /// <summary>Freezes what does not belong to one way up.</summary>
    /// <param name="autoFreeze">Whether the way for classes, and down, stays as it is.</param>
    /// <param name="pointFreeze">Whether the way for points, and down, stays as it is.</param>
    public void SetAutoGrad(bool autoFreeze = false, bool pointFreeze = false)
    {
        foreach (var (name, parameter) in named_parameters())
        {
            if (name.StartsWith("encoder.", StringComparison.Ordinal))
            {
                parameter.requires_grad_(!autoFreeze && !pointFreeze);
            }
            else if (name.StartsWith("up_layers", StringComparison.Ordinal))
            {
                parameter.requires_grad_(name.StartsWith("up_layers_auto.", StringComparison.Ordinal) ? !autoFreeze : !pointFreeze);
            }
        }
    }
}
