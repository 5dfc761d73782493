using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Normalization whose scale and shift at each voxel come from a map of labels. Park et al., Semantic image synthesis with
/// spatially-adaptive normalization (2019).
/// </summary>
public sealed class SPADE : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> norm, shared, gamma, beta;

    /// <summary>[B, <paramref name="normNc"/>, spatial...] and labels [B, <paramref name="labelNc"/>, spatial...] to the former's shape.</summary>
    /// <param name="labelNc">Channels of the map of labels.</param>
    /// <param name="normNc">Channels of what is normalized.</param>
    /// <param name="kernelSize">Voxels under the kernels along each axis, odd.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="hiddenChannels">Channels between labels and scales.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="normParams">Its arguments, if they are not part of <paramref name="norm"/>.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public SPADE(
        int labelNc, int normNc, int kernelSize = 3, int spatialDims = 2, int hiddenChannels = 64, LayerSpec? norm = null,
        IReadOnlyDictionary<string, object?>? normParams = null)
        : base(nameof(SPADE))
    {
        norm ??= "instance";
        this.norm = this.Part("param_free_norm", Norm.Create(normParams is { Count: > 0 } ? new(norm.Name, normParams) : norm, spatialDims, normNc));
        shared = this.Part("mlp_shared", new Convolution(spatialDims, labelNc, hiddenChannels, kernelSize: kernelSize, act: "leakyrelu", norm: LayerSpec.None));
        gamma = this.Part("mlp_gamma", new Convolution(spatialDims, hiddenChannels, normNc, kernelSize: kernelSize, act: LayerSpec.None));
        beta = this.Part("mlp_beta", new Convolution(spatialDims, hiddenChannels, normNc, kernelSize: kernelSize, act: LayerSpec.None));
    }

    /// <summary>Normalizes.</summary>
    /// <param name="x">What is normalized [B, C, spatial...].</param>
    /// <param name="segmap">The map of labels [B, labels, spatial...], of any size.</param>
    public Tensor call(Tensor x, Tensor segmap)
    {
        using var scope = NewDisposeScope();
        var labels = nn.functional.interpolate(segmap, x.shape[2..], mode: InterpolationMode.Nearest);
        var hidden = shared.call(labels);
        return norm.call(x).mul(1 + gamma.call(hidden)).add_(beta.call(hidden)).MoveToOuterDisposeScope();
    }
}
