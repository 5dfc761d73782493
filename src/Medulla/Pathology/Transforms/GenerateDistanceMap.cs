using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Heights for a watershed: low within instances, 0 on their borders and outside. Graham et al., HoVer-Net (2019).</summary>
/// <param name="SmoothFn">What smooths the map; a Gaussian of 1 pixel if null.</param>
/// <param name="Dtype">Element type of the map.</param>
public sealed record GenerateDistanceMap(Func<Tensor, Tensor>? SmoothFn = null, ScalarType Dtype = ScalarType.Float32)
{
    /// <summary>The map.</summary>
    /// <param name="mask">1 in the foreground, [1, H, W] or [H, W].</param>
    /// <param name="instanceBorder">How likely a pixel lies on a border, [1, H, W]; see <see cref="GenerateInstanceBorder"/>.</param>
    /// <returns>[1, H, W], at most 0.</returns>
    /// <exception cref="ArgumentException">A shape is another.</exception>
    public MetaTensor Apply(MetaTensor mask, Tensor instanceBorder)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(instanceBorder);
        Maps.RequireBorder(nameof(GenerateDistanceMap), instanceBorder);
        return Maps.Like(mask, TensorMemory.Scoped(() =>
        {
            var inside = (1.0 - instanceBorder) * Maps.Mask(nameof(GenerateDistanceMap), mask.Data);
            return (-(SmoothFn ?? Smoothed)(inside)).to_type(Dtype).alias();
        }));
    }

    private static Tensor Smoothed(Tensor map) => new GaussianSmooth().Apply(new MetaTensor(map)).Data;

    /// <summary>The map of a sample, under a new key.</summary>
    /// <param name="MaskKey">Key of the mask.</param>
    /// <param name="BorderKey">Key of the border map.</param>
    /// <param name="DistMapKey">Key of the map.</param>
    /// <param name="SmoothFn">See <see cref="GenerateDistanceMap.SmoothFn"/>.</param>
    /// <param name="Dtype">Element type of the map.</param>
    public sealed record Keyed(
        string MaskKey = "mask", string BorderKey = "border", string DistMapKey = "dist_map", Func<Tensor, Tensor>? SmoothFn = null,
        ScalarType Dtype = ScalarType.Float32) : SampleTransform([MaskKey, BorderKey])
    {
        private protected override Sample Apply(Sample sample, Call call) => At(MaskKey, () => sample.WithNew(
            DistMapKey, new GenerateDistanceMap(SmoothFn, Dtype).Apply(sample.Image(MaskKey), sample.Image(BorderKey).Data)));
    }
}
