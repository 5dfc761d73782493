using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Parts of <see cref="Nets.VNet"/>: convolutions of five voxels, and activations with a number per channel where they learn one.</summary>
internal static class VNetLayers
{
    /// <summary>The activation for so many channels.</summary>
    public static nn.Module<Tensor, Tensor> Activation(LayerSpec act, int channels)
        => Act.Create(act.Name.Equals("prelu", StringComparison.OrdinalIgnoreCase) && act.Arguments.Count == 0 ? ("prelu", new() { ["num_parameters"] = channels }) : act);

    /// <summary>A convolution with batch normalization.</summary>
    public static Convolution Convolve(int spatialDims, int from, int to, bool bias)
        => new(spatialDims, from, to, kernelSize: 5, act: LayerSpec.None, norm: "batch", bias: bias);

    /// <summary>Convolutions, each with its activation.</summary>
    public static nn.Module<Tensor, Tensor> Several(int spatialDims, int channels, int count, LayerSpec act, bool bias)
        => ModuleParts.Sequence(Enumerable.Range(0, count).Select(_ => nn.Sequential(
            ("conv_block", (nn.Module<Tensor, Tensor>)Convolve(spatialDims, channels, channels, bias)), ("act_function", Activation(act, channels)))));
}
