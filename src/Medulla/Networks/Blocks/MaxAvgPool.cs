using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Shrinks images both by their largest values and by their means, one set of channels after the other.</summary>
public sealed class MaxAvgPool : Block
{
    private readonly nn.Module<Tensor, Tensor> maxPool, avgPool;

    /// <summary>[B, C, spatial...] to [B, 2 * C, spatial'...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="kernelSize">Voxels that become one, one number or one an axis.</param>
    /// <param name="stride">Step between them; <paramref name="kernelSize"/> if null.</param>
    /// <param name="padding">Voxels added on each side, which are never the largest but count as 0 in the mean; none if null.</param>
    /// <param name="ceilMode">Whether a last step that only partly lies on the image counts.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes or is too small.</exception>
    public MaxAvgPool(int spatialDims, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null, bool ceilMode = false)
        : base(nameof(MaxAvgPool))
    {
        const string Me = nameof(MaxAvgPool);
        Dimensions.Checked(Me, spatialDims);
        Dictionary<string, object?> arguments = new()
        {
            ["kernel_size"] = Dimensions.PerAxis(Me, nameof(kernelSize), kernelSize, spatialDims),
            ["stride"] = Dimensions.PerAxis(Me, nameof(stride), stride ?? kernelSize, spatialDims),
            ["padding"] = Dimensions.PerAxis(Me, nameof(padding), padding ?? 0, spatialDims, least: 0),
            ["ceil_mode"] = ceilMode,
        };
        maxPool = this.Part("max_pool", Pool.Create(("max", arguments), spatialDims));
        avgPool = this.Part("avg_pool", Pool.Create(("avg", arguments), spatialDims));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => cat([maxPool.call(x), avgPool.call(x)], 1);
}
