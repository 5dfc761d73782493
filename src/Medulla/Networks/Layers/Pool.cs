using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Pooling by name.</summary>
public static class Pool
{
    private static readonly LayerTable Table = new("pooling")
    {
        ["max"] = Max,
        ["adaptivemax"] = a => (a.SpatialDims, Size: a.Sizes("output_size", a.SpatialDims)!) switch
        {
            (1, var size) => nn.AdaptiveMaxPool1d(size[0]),
            (2, var size) => nn.AdaptiveMaxPool2d(size),
            (_, var size) => nn.AdaptiveMaxPool3d(size),
        },
        ["avg"] = Average,
        ["adaptiveavg"] = a => (a.SpatialDims, Size: a.Sizes("output_size", a.SpatialDims)!) switch
        {
            (1, var size) => nn.AdaptiveAvgPool1d(size[0]),
            (2, var size) => nn.AdaptiveAvgPool2d(size),
            (_, var size) => nn.AdaptiveAvgPool3d(size),
        },
    };

    /// <summary>Makes a pooling layer.</summary>
    /// <param name="name">max, avg, adaptivemax or adaptiveavg, with arguments as in PyTorch.</param>
    /// <param name="spatialDims">Number of spatial axes of the input: 1, 2 or 3.</param>
    /// <exception cref="ArgumentException">There is no such layer, or it has no such argument.</exception>
    [ReferenceName("get_pool_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims = 1)
        => Table.Create(name, PerAxis.Dims(spatialDims, nameof(Pool)));

    private static nn.Module<Tensor, Tensor> Max(LayerArguments a)
    {
        var kernel = a.Sizes("kernel_size", a.SpatialDims)!;
        var stride = a.Sizes("stride", a.SpatialDims, optional: true) ?? kernel;
        var padding = a.Sizes("padding", a.SpatialDims, optional: true) ?? new long[a.SpatialDims];
        var dilation = a.Sizes("dilation", a.SpatialDims, optional: true) ?? [.. kernel.Select(_ => 1L)];
        var ceil = a.Flag("ceil_mode");
        return a.SpatialDims switch
        {
            1 => nn.MaxPool1d(kernel[0], stride[0], padding[0], dilation[0], ceil),
            2 => nn.MaxPool2d(kernel, stride, padding, dilation, ceil),
            _ => nn.MaxPool3d(kernel, stride, padding, dilation, ceil),
        };
    }

    private static nn.Module<Tensor, Tensor> Average(LayerArguments a)
    {
        var kernel = a.Sizes("kernel_size", a.SpatialDims)!;
        var stride = a.Sizes("stride", a.SpatialDims, optional: true) ?? kernel;
        var padding = a.Sizes("padding", a.SpatialDims, optional: true) ?? new long[a.SpatialDims];
        var (ceil, countPadding) = (a.Flag("ceil_mode"), a.Flag("count_include_pad", true));
        return a.SpatialDims switch
        {
            1 => nn.AvgPool1d(kernel[0], stride[0], padding[0], ceil, countPadding),
            2 => nn.AvgPool2d(kernel, stride, padding, ceil, countPadding),
            _ => nn.AvgPool3d(kernel, stride, padding, ceil, countPadding),
        };
    }
}
