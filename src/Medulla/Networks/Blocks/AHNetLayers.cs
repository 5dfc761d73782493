using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Layers of <see cref="Nets.AHNet"/>, which treat the last axis, across the slices, unlike the others. In 2-D the last two of each three
/// numbers are taken.
/// </summary>
internal static class AHNetLayers
{
    /// <summary>Numbers for the axes within slices and for the one across.</summary>
    public static Values<int> Sizes(int spatialDims, int within, int across) => spatialDims == 2 ? [within, across] : [within, within, across];

    /// <summary>The largest of so many voxels.</summary>
    public static nn.Module<Tensor, Tensor> MaxPool(int spatialDims, Values<int> size, Values<int>? stride = null, int padding = 0)
        => Pool.Create(("max", new() { ["kernel_size"] = size, ["stride"] = stride ?? size, ["padding"] = padding }), spatialDims);

    /// <summary>Normalization, activation and a convolution, and after it one part more.</summary>
    public static nn.Module<Tensor, Tensor> Project(int spatialDims, int from, int to, Values<int> kernel, nn.Module<Tensor, Tensor>? up = null)
    {
        List<(string, nn.Module<Tensor, Tensor>)> parts =
        [
            ("norm", Norm.Create("batch", spatialDims, from)),
            ("relu", Act.Create("relu")),
            ("conv", Conv.Create(spatialDims, from, to, kernel, padding: Conv.SamePadding(kernel), bias: false)),
        ];
        return nn.Sequential(up is null ? parts : [.. parts, ("up", up)]);
    }

    /// <summary>A <see cref="Project"/> to features of twice the size.</summary>
    public static nn.Module<Tensor, Tensor> Up(int spatialDims, int from, int to, FeatureUpsampling mode, Values<int>? kernel = null)
        => Project(spatialDims, from, to, kernel ?? 1, mode == FeatureUpsampling.Transpose
            ? Conv.CreateTransposed(spatialDims, to, to, 2, 2, bias: false)
            : new Interpolate(spatialDims, null, [.. Enumerable.Repeat(2.0, spatialDims)], Interpolation(mode), alignCorners: true));

    /// <summary>Three layers that each add 20 channels.</summary>
    public static nn.Module<Tensor, Tensor> Dense(int spatialDims, int channels)
        => nn.Sequential(Enumerable.Range(0, 3).Select(i => ($"denselayer{i + 1}", (nn.Module<Tensor, Tensor>)new AHNetDenseLayer(spatialDims, channels + 20 * i, 20, 80))));

    /// <summary>The interpolation that a way of enlarging names.</summary>
    public static InterpolateMode Interpolation(FeatureUpsampling mode) => mode == FeatureUpsampling.Nearest ? InterpolateMode.Nearest : InterpolateMode.Linear;
}
