using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Pooling layers by name: adaptiveavg, adaptivemax (both take <c>output_size</c>), avg, max (both take <c>kernel_size</c> and the
/// rest of PyTorch's arguments). Sizes are one number, or one an axis.
/// </summary>
public static class Pool
{
    private static readonly LayerFactory Factory = new(nameof(Pool), new Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>
    {
        ["adaptiveavg"] = a => (a.SpatialDims, size: a.RequiredAxes("output_size")) switch
        {
            (1, var size) => nn.AdaptiveAvgPool1d(size[0]),
            (2, var size) => nn.AdaptiveAvgPool2d(size),
            (_, var size) => nn.AdaptiveAvgPool3d(size),
        },
        ["adaptivemax"] = a => (a.SpatialDims, size: a.RequiredAxes("output_size")) switch
        {
            (1, var size) => nn.AdaptiveMaxPool1d(size[0]),
            (2, var size) => nn.AdaptiveMaxPool2d(size),
            (_, var size) => nn.AdaptiveMaxPool3d(size),
        },
        ["avg"] = Average,
        ["max"] = Maximum,
    });

    /// <summary>The pooling layer that <paramref name="name"/> names.</summary>
    /// <param name="name">The layer and its arguments.</param>
    /// <param name="spatialDims">Spatial axes of the input, 1 to 3.</param>
    /// <exception cref="ArgumentException">There is no such layer, it has no such argument, or one is missing.</exception>
    [ReferenceName("get_pool_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims = 1) => Factory.Create(name, spatialDims);

    private static nn.Module<Tensor, Tensor> Average(LayerArguments a)
    {
        var (kernel, stride, padding) = (a.RequiredAxes("kernel_size"), a.Axes("stride"), a.Axes("padding"));
        var (ceil, includePad) = (a.Flag("ceil_mode", false), a.Flag("count_include_pad", true));
        return a.SpatialDims switch
        {
            1 => nn.AvgPool1d(kernel[0], stride?[0], padding?[0] ?? 0, ceil, includePad),
            2 => nn.AvgPool2d(kernel, stride, padding, ceil, includePad),
            _ => nn.AvgPool3d(kernel, stride, padding, ceil, includePad),
        };
    }

    private static nn.Module<Tensor, Tensor> Maximum(LayerArguments a)
    {
        var (kernel, stride, padding, dilation) = (a.RequiredAxes("kernel_size"), a.Axes("stride"), a.Axes("padding"), a.Axes("dilation"));
        var ceil = a.Flag("ceil_mode", false);
        return a.SpatialDims switch
        {
            1 => nn.MaxPool1d(kernel[0], stride?[0], padding?[0], dilation?[0], ceil),
            2 => nn.MaxPool2d(kernel, stride, padding, dilation, ceil),
            _ => nn.MaxPool3d(kernel, stride, padding, dilation, ceil),
        };
    }
}
