using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Cuts images into patches by a convolution; images that patches do not fill evenly are padded with zeros. Liu et al., Swin transformer (2021).</summary>
public sealed class PatchEmbed : Block
{
    private readonly nn.Module<Tensor, Tensor> proj;
    private readonly nn.Module<Tensor, Tensor> norm;
    private readonly int[] patch;

    /// <summary>[B, <paramref name="inChans"/>, spatial...] to [B, <paramref name="embedDim"/>, patches...].</summary>
    /// <param name="patchSize">Voxels of a patch along each axis, one number for all or one for each; 2 if null.</param>
    /// <param name="inChans">Channels of the input.</param>
    /// <param name="embedDim">Channels of the output.</param>
    /// <param name="normLayer">The normalization of each patch's channels: "layer", which it is if null, or none.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public PatchEmbed(
        Values<int>? patchSize = null, int inChans = 1, int embedDim = 48, LayerSpec? normLayer = null, int spatialDims = 3)
        : base(nameof(PatchEmbed))
    {
        if (spatialDims is not (2 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"PatchEmbed: spatialDims is {spatialDims}; 2 or 3 is expected.");
        }
        patch = Dimensions.PerAxis(nameof(PatchEmbed), nameof(patchSize), patchSize ?? 2, spatialDims);
        proj = this.Part("proj", Conv.Create(spatialDims, inChans, embedDim, Values.From(patch), Values.From(patch)));
        norm = this.Part("norm", PatchNorm(normLayer, embedDim));
    }

    /// <summary>A normalization over the last axis.</summary>
    /// <exception cref="ArgumentException">It is another than "layer".</exception>
    internal static nn.Module<Tensor, Tensor> PatchNorm(LayerSpec? normLayer, int channels)
        => normLayer is null || normLayer.Name.Equals("layer", StringComparison.OrdinalIgnoreCase) ? nn.LayerNorm(channels)
            : normLayer.IsNone ? nn.Identity()
            : throw new ArgumentException($"the normalization of patches is {normLayer}; 'layer' or none is expected.", nameof(normLayer));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        long[] missing = [.. patch.Select((p, axis) => (p - x.shape[axis + 2] % p) % p)];
        x = missing.Any(n => n > 0) ? nn.functional.pad(x, [.. missing.Reverse().SelectMany(n => new[] { 0, n })]) : x;
        var patches = proj.call(x);
        return norm.call(patches.movedim([1], [-1])).movedim([-1], [1]).contiguous();
    }
}
