using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>
/// How likely a pixel lies on the border of an instance, from the horizontal and vertical distances to the centres of mass that a network
/// foretells: they jump where instances touch. Graham et al., HoVer-Net (2019).
/// </summary>
/// <param name="KernelSize">Pixels of the Sobel kernel, odd and at least 3.</param>
/// <param name="Dtype">Element type of the map.</param>
public sealed record GenerateInstanceBorder(int KernelSize = 5, ScalarType Dtype = ScalarType.Float32)
{
    private readonly SobelGradients gradients = new(KernelSize);

    /// <summary>The map.</summary>
    /// <param name="mask">1 in the foreground, [1, H, W] or [H, W].</param>
    /// <param name="hoverMap">Horizontal and vertical distances, [2, H, W].</param>
    /// <returns>[1, H, W] in [0, 1], 0 outside the mask; the higher, the likelier a border.</returns>
    /// <exception cref="ArgumentException">A shape is another, or distances or their gradients are the same everywhere.</exception>
    public MetaTensor Apply(MetaTensor mask, Tensor hoverMap)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(hoverMap);
        if (hoverMap.Dimensions != 3 || hoverMap.shape[0] != 2)
        {
            throw new ArgumentException($"GenerateInstanceBorder: the hover map is {Maps.Text(hoverMap)}; [2, H, W] is expected, horizontal and vertical distances.", nameof(hoverMap));
        }
        return Maps.Like(mask, TensorMemory.Scoped(() =>
        {
            var inside = Maps.Mask(nameof(GenerateInstanceBorder), mask.Data);
            var (horizontal, vertical) = (Steepness(0, axis: 1), Steepness(1, axis: 0));
            var border = horizontal.maximum(vertical).unsqueeze(0) - (1 - inside);
            return border.clamp(min: 0).to_type(Dtype).alias();

            Tensor Steepness(int channel, int axis)
            {
                var gradient = gradients.Apply(new MetaTensor(Scaled(hoverMap.narrow(0, channel, 1), "the hover map"))).Data[axis];
                return 1 - Scaled(gradient, "the gradient of the hover map");
            }
        }));
    }

    private static Tensor Scaled(Tensor values, string what)
    {
        var (least, most) = (values.min(), values.max());
        return least.eq(most).item<bool>()
            ? throw new ArgumentException($"GenerateInstanceBorder: {what} is {least.to_type(ScalarType.Float64).item<double>()} everywhere; one that changes is expected.")
            : (values - least) / (most - least);
    }

    /// <summary>The map of a sample, under a new key.</summary>
    /// <param name="MaskKey">Key of the mask.</param>
    /// <param name="HoverMapKey">Key of the distances.</param>
    /// <param name="BorderKey">Key of the map.</param>
    /// <param name="KernelSize">See <see cref="GenerateInstanceBorder.KernelSize"/>.</param>
    /// <param name="Dtype">Element type of the map.</param>
    public sealed record Keyed(
        string MaskKey = "mask", string HoverMapKey = "hover_map", string BorderKey = "border", int KernelSize = 21, ScalarType Dtype = ScalarType.Float32)
        : SampleTransform([MaskKey, HoverMapKey])
    {
        private protected override Sample Apply(Sample sample, Call call) => At(MaskKey, () => sample.WithNew(
            BorderKey, new GenerateInstanceBorder(KernelSize, Dtype).Apply(sample.Image(MaskKey), sample.Image(HoverMapKey).Data)));
    }
}
