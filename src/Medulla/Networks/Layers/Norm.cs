using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Normalisations by name.</summary>
public static class Norm
{
    private static readonly LayerTable Table = new("normalisation")
    {
        ["instance"] = Instance,
        // A faster instance norm where NVIDIA's apex is installed, with the same numbers and names.
        ["instance_nvfuser"] = Instance,
        ["batch"] = Batch,
        ["group"] = Group,
        ["layer"] = a => nn.LayerNorm(a.Shape("normalized_shape"), a.Number("eps", 1e-5), a.Flag("elementwise_affine", true), a.Flag("bias", true)),
        ["localresponse"] = a => nn.LocalResponseNorm(a.Whole("size"), a.Number("alpha", 1e-4), a.Number("beta", 0.75), a.Number("k", 1)),
    };

    /// <summary>Makes a normalisation.</summary>
    /// <param name="name">instance, batch, group, layer, localresponse or instance_nvfuser, with arguments as in PyTorch.</param>
    /// <param name="spatialDims">Number of spatial axes of the input: 1, 2 or 3.</param>
    /// <param name="channels">Channels of the input, where the arguments do not say it.</param>
    /// <exception cref="ArgumentException">There is no such normalisation, or it has no such argument.</exception>
    [ReferenceName("get_norm_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name, int spatialDims = 1, int channels = 1)
        => Table.Create(name, PerAxis.Dims(spatialDims, nameof(Norm)), channels);

    private static nn.Module<Tensor, Tensor> Instance(LayerArguments a)
    {
        var (features, eps, momentum) = (a.Whole("num_features", a.Channels), a.Number("eps", 1e-5), a.Number("momentum", 0.1));
        var (affine, track) = (a.Flag("affine"), a.Flag("track_running_stats"));
        return a.SpatialDims switch
        {
            1 => nn.InstanceNorm1d(features, eps, momentum, affine, track),
            2 => nn.InstanceNorm2d(features, eps, momentum, affine, track),
            _ => nn.InstanceNorm3d(features, eps, momentum, affine, track),
        };
    }

    private static nn.Module<Tensor, Tensor> Batch(LayerArguments a)
    {
        var (features, eps, momentum) = (a.Whole("num_features", a.Channels), a.Number("eps", 1e-5), a.Number("momentum", 0.1));
        var (affine, track) = (a.Flag("affine", true), a.Flag("track_running_stats", true));
        return a.SpatialDims switch
        {
            1 => nn.BatchNorm1d(features, eps, momentum, affine, track),
            2 => nn.BatchNorm2d(features, eps, momentum, affine, track),
            _ => nn.BatchNorm3d(features, eps, momentum, affine, track),
        };
    }

    private static TorchSharp.Modules.GroupNorm Group(LayerArguments a)
    {
        var (groups, channels, affine) = (a.Whole("num_groups"), a.Whole("num_channels", a.Channels), a.Flag("affine", true));
        if (groups < 1 || channels % groups != 0)
        {
            throw new ArgumentException($"layer group: {channels} channels cannot be split into {groups} groups; num_groups must divide them.");
        }
        var norm = nn.GroupNorm(groups, channels, a.Number("eps", 1e-5), affine);
        if (affine)
        {
            // TorchSharp leaves both as uninitialised memory.
            nn.init.ones_(norm.weight);
            nn.init.zeros_(norm.bias);
        }
        return norm;
    }
}
