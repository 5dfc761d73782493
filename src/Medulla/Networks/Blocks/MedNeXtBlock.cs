using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// A large depthwise kernel, then more channels and fewer again, around a shortcut. Roy et al., MedNeXt: Transformer-driven Scaling of
/// ConvNets for Medical Image Segmentation (2023).
/// </summary>
public class MedNeXtBlock : Block
{
    private readonly int rank;
    private readonly bool hasShortcut;
    private readonly bool respondsGlobally;
    private readonly nn.Module<Tensor, Tensor> conv1, norm, conv2, conv3;

    /// <summary>[B, C, spatial...] to [B, C', spatial...].</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="expansionRatio">Channels within, times those of the input.</param>
    /// <param name="kernelSize">Voxels under the depthwise kernel along each axis.</param>
    /// <param name="useResidualConnection">Whether the input is added to the output.</param>
    /// <param name="normType">"group" or "layer"; the latter takes images of the kernel's size.</param>
    /// <param name="dim">"2d" or "3d".</param>
    /// <param name="globalRespNorm">Whether channels compete by their size over the whole image.</param>
    /// <exception cref="ArgumentException">A word is unknown.</exception>
    public MedNeXtBlock(
        int inChannels, int outChannels, int expansionRatio = 4, int kernelSize = 7, bool useResidualConnection = true, string normType = "group", string dim = "3d", bool globalRespNorm = false)
        : this(nameof(MedNeXtBlock), inChannels, outChannels, expansionRatio, kernelSize, useResidualConnection, normType, dim, globalRespNorm, stride: 1, isTransposed: false)
    {
    }

    private protected MedNeXtBlock(
        string name, int inChannels, int outChannels, int expansionRatio, int kernelSize, bool useResidualConnection, string normType, string dim, bool globalRespNorm, int stride, bool isTransposed)
        : base(name)
    {
        rank = dim switch { "2d" => 2, "3d" => 3, _ => throw new ArgumentException($"{name}: dim is '{dim}'; '2d' or '3d' is expected.", nameof(dim)) };
        (hasShortcut, respondsGlobally) = (useResidualConnection, globalRespNorm);
        var padding = kernelSize / 2;
        conv1 = this.Part("conv1", isTransposed
            ? Conv.CreateTransposed(rank, inChannels, inChannels, kernelSize, stride, padding, groups: inChannels)
            : Conv.Create(rank, inChannels, inChannels, kernelSize, stride, padding, groups: inChannels));
        norm = this.Part("norm", normType switch
        {
            "group" => Norm.Create(("group", new() { ["num_groups"] = inChannels }), rank, inChannels),
            "layer" => nn.LayerNorm([inChannels, .. Enumerable.Repeat((long)kernelSize, rank)]),
            _ => throw new ArgumentException($"{name}: normType is '{normType}'; 'group' or 'layer' is expected.", nameof(normType)),
        });
        conv2 = this.Part("conv2", Conv.Create(rank, inChannels, expansionRatio * inChannels, 1));
        conv3 = this.Part("conv3", Conv.Create(rank, expansionRatio * inChannels, outChannels, 1));
        if (globalRespNorm)
        {
            long[] shape = [1, expansionRatio * inChannels, .. Enumerable.Repeat(1L, rank)];
            this.AddWeight("global_resp_beta", zeros(shape));
            this.AddWeight("global_resp_gamma", zeros(shape));
        }
    }

    /// <summary>Number of spatial axes.</summary>
    private protected int Rank => rank;

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var wide = nn.functional.gelu(conv2.call(norm.call(conv1.call(x))));
        if (respondsGlobally)
        {
            // Global response normalization: Woo et al., ConvNeXt V2 (2023).
            var size = linalg.vector_norm(wide, 2, [.. Enumerable.Range(2, rank).Select(axis => (long)axis)], true);
            var share = size / (size.mean([1], true) + 1e-6);
            wide = (this.Weight("global_resp_gamma") * (wide * share)) + this.Weight("global_resp_beta") + wide;
        }
        var result = conv3.call(wide);
        return hasShortcut ? x + result : result;
    }
}
