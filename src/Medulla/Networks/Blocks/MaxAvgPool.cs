using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>The largest and the mean value of each neighbourhood, side by side as channels: [B, C, spatial...] to [B, 2 C, spatial'...].</summary>
public sealed class MaxAvgPool : Block
{
    private readonly nn.Module<Tensor, Tensor> maxPool;
    private readonly nn.Module<Tensor, Tensor> avgPool;

    /// <summary>Both poolings.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="kernelSize">Voxels of a neighbourhood, one number or one an axis.</param>
    /// <param name="stride">Step between neighbourhoods; their size if null.</param>
    /// <param name="padding">Voxels added on each side.</param>
    /// <param name="ceilMode">Whether a neighbourhood that is not full counts.</param>
    /// <exception cref="ArgumentException">A number does not fit the axes.</exception>
    public MaxAvgPool(int spatialDims, Values<int> kernelSize, Values<int>? stride = null, Values<int>? padding = null, bool ceilMode = false)
        : base(nameof(MaxAvgPool))
    {
        Dimensions.Checked(nameof(MaxAvgPool), spatialDims);
        maxPool = this.Part("max_pool", Of("max"));
        avgPool = this.Part("avg_pool", Of("avg"));

        nn.Module<Tensor, Tensor> Of(string kind)
        {
            Dictionary<string, object?> arguments = new()
            {
                ["kernel_size"] = Dimensions.PerAxis(nameof(MaxAvgPool), nameof(kernelSize), kernelSize, spatialDims),
                ["padding"] = Dimensions.PerAxis(nameof(MaxAvgPool), nameof(padding), padding ?? 0, spatialDims, least: 0),
                ["ceil_mode"] = ceilMode,
            };
            if (stride is not null)
            {
                arguments["stride"] = Dimensions.PerAxis(nameof(MaxAvgPool), nameof(stride), stride, spatialDims);
            }
            return Pool.Create((kind, arguments), spatialDims);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => cat([maxPool.call(x), avgPool.call(x)], 1);
}
