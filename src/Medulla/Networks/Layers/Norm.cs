using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Normalization layers by name: batch, group, instance, instance_nvfuser (the same as instance here), layer, localresponse. Their
/// arguments are PyTorch's; the number of channels is known from the block around the layer.
/// </summary>
public static class Norm
{
    private static readonly LayerFactory Factory = new(nameof(Norm), new Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>
    {
        ["batch"] = Batch,
        ["group"] = Group,
        ["instance"] = Instance,
        ["instance_nvfuser"] = Instance,
        ["layer"] = a => nn.LayerNorm(a.List("normalized_shape"), a.Number("eps", 1e-5), a.Flag("elementwise_affine", true), a.Flag("bias", true)),
        ["localresponse"] = a => nn.LocalResponseNorm(a.Whole("size"), a.Number("alpha", 1e-4), a.Number("beta", 0.75), a.Number("k", 1)),
        ["syncbatch"] = _ => throw new ArgumentException(
            "Norm: syncbatch shares its statistics between processes, which libtorch's .NET binding cannot do; 'batch' computes the same in one process."),
    });

    /// <summary>Instance normalization with weights of its own, as many networks take it.</summary>
    internal static LayerSpec AffineInstance => ("instance", new() { ["affine"] = true });

    /// <summary>The normalization layer that <paramref name="name"/> names.</summary>
    /// <param name="name">The layer and its arguments.</param>
    /// <param name="spatialDims">Spatial axes of the input, 1 to 3.</param>
    /// <param name="channels">Channels of the input; null if <paramref name="name"/> says it or the layer needs none.</param>
    /// <exception cref="ArgumentException">There is no such layer, it has no such argument, or channels do not divide into the groups.</exception>
    [ReferenceName("get_norm_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims = 1, int? channels = 1)
        => Factory.Create(name, spatialDims, channels);

    private static nn.Module<Tensor, Tensor> Batch(LayerArguments a)
    {
        var (features, eps, momentum) = (a.Channels("num_features"), a.Number("eps", 1e-5), a.Number("momentum", 0.1));
        var (affine, track) = (a.Flag("affine", true), a.Flag("track_running_stats", true));
        return a.SpatialDims switch
        {
            1 => nn.BatchNorm1d(features, eps, momentum, affine, track),
            2 => nn.BatchNorm2d(features, eps, momentum, affine, track),
            _ => nn.BatchNorm3d(features, eps, momentum, affine, track),
        };
    }

    private static nn.Module<Tensor, Tensor> Instance(LayerArguments a)
    {
        var (features, eps, momentum) = (a.Channels("num_features"), a.Number("eps", 1e-5), a.Number("momentum", 0.1));
        var (affine, track) = (a.Flag("affine", false), a.Flag("track_running_stats", false));
        return a.SpatialDims switch
        {
            1 => nn.InstanceNorm1d(features, eps, momentum, affine, track),
            2 => nn.InstanceNorm2d(features, eps, momentum, affine, track),
            _ => nn.InstanceNorm3d(features, eps, momentum, affine, track),
        };
    }

    private static nn.Module<Tensor, Tensor> Group(LayerArguments a)
    {
        var (groups, channels, affine) = (a.Whole("num_groups"), a.Channels("num_channels"), a.Flag("affine", true));
        if (groups < 1 || channels % groups != 0)
        {
            throw new ArgumentException($"Norm: group has num_groups {groups} and {channels} channels; the channels must divide evenly into the groups.");
        }
        var norm = nn.GroupNorm(groups, channels, a.Number("eps", 1e-5), affine);
        if (affine)
        {
            // TorchSharp 0.107 leaves both as uninitialised memory.
            nn.init.ones_(norm.weight!);
            nn.init.zeros_(norm.bias!);
        }
        return norm;
    }
}
