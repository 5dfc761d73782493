using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The published sizes of <see cref="EfficientNet"/>. Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks (2019).</summary>
public static class EfficientNetSizes
{
    /// <summary>The stacks of the base network.</summary>
    internal static readonly Values<string> Stacks =
    [
        "r1_k3_s11_e1_i32_o16_se0.25", "r2_k3_s22_e6_i16_o24_se0.25", "r2_k5_s22_e6_i24_o40_se0.25", "r3_k3_s22_e6_i40_o80_se0.25", "r3_k5_s11_e6_i80_o112_se0.25",
        "r4_k5_s22_e6_i112_o192_se0.25", "r1_k3_s11_e6_i192_o320_se0.25",
    ];

    private static readonly Dictionary<string, EfficientNetSize> Known = new()
    {
        ["efficientnet-b0"] = new(1.0, 1.0, 224, 0.2),
        ["efficientnet-b1"] = new(1.0, 1.1, 240, 0.2),
        ["efficientnet-b2"] = new(1.1, 1.2, 260, 0.3),
        ["efficientnet-b3"] = new(1.2, 1.4, 300, 0.3),
        ["efficientnet-b4"] = new(1.4, 1.8, 380, 0.4),
        ["efficientnet-b5"] = new(1.6, 2.2, 456, 0.4),
        ["efficientnet-b6"] = new(1.8, 2.6, 528, 0.5),
        ["efficientnet-b7"] = new(2.0, 3.1, 600, 0.5),
        ["efficientnet-b8"] = new(2.2, 3.6, 672, 0.5),
        ["efficientnet-l2"] = new(4.3, 5.3, 800, 0.5),
    };

    /// <summary>Names of the sizes.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The number of pixels along each axis for which a size was made.</summary>
    /// <param name="modelName">Such as "efficientnet-b0".</param>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    [ReferenceName("get_efficientnet_image_size")]
    public static int ImageSize(string modelName) => Of(modelName).ImageSize;

    /// <summary>Drops whole samples while training, and enlarges the others so that the mean stays. Huang et al., Deep networks with stochastic depth (2016).</summary>
    /// <param name="inputs">[B, ...].</param>
    /// <param name="p">Probability to drop, in [0, 1].</param>
    /// <param name="training">Whether to drop at all.</param>
    /// <exception cref="ArgumentException">The probability lies outside [0, 1].</exception>
    public static Tensor DropConnect(Tensor inputs, double p, bool training)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (p is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"drop_connect: p is {p}; 0 to 1 is expected.", nameof(p));
        }
        if (!training)
        {
            return inputs.alias();
        }
        using var scope = NewDisposeScope();
        var kept = rand([inputs.shape[0], .. Enumerable.Repeat(1L, (int)inputs.Dimensions - 1)], inputs.dtype, inputs.device).add_(1 - p).floor_();
        return (inputs / (1 - p) * kept).MoveToOuterDisposeScope();
    }

    /// <summary>x sigmoid(x), rounded as the reference does: libtorch's own silu differs in the last digit, which deep networks enlarge.</summary>
    internal static Tensor Swish(Tensor x) => x * x.sigmoid();

    internal static EfficientNetSize Of(string modelName)
        => Known.TryGetValue(modelName, out var size) ? size : throw new ArgumentException($"EfficientNet: there is no '{modelName}'; there are {string.Join(", ", Known.Keys)}.", nameof(modelName));
}
