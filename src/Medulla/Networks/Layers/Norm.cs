using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Normalisation layers by name.</summary>
public static class Norm
{
    /// <summary>The layer of a name.</summary>
    /// <param name="spec">"instance", "batch", "group" (with num_groups), "layer", "localresponse" or "instance_nvfuser", with the reference's arguments.</param>
    /// <param name="spatialDims">1 to 3.</param>
    /// <param name="inChannels">Number of channels; "localresponse" can do without.</param>
    /// <exception cref="ArgumentException">There is no such normalisation, or it has no such argument.</exception>
    public static nn.Module<Tensor, Tensor> Create(LayerSpec spec, int spatialDims, int? inChannels)
    {
        var kind = spec.Name.ToLowerInvariant();
        var channels = inChannels ?? (kind == "localresponse" ? 0 : throw new ArgumentException($"normalisation '{spec.Name}' needs to know the number of channels (in_channels)."));
        switch (kind)
        {
            case "instance" or "instance_nvfuser":
                spec.Only("affine", "eps", "momentum", "track_running_stats");
                var (eps, momentum, affine, track) = (spec.Number("eps", 1e-5), spec.Number("momentum", 0.1), spec.Flag("affine", false), spec.Flag("track_running_stats", false));
                return spatialDims switch
                {
                    1 => nn.InstanceNorm1d(channels, eps, momentum, affine, track),
                    2 => nn.InstanceNorm2d(channels, eps, momentum, affine, track),
                    _ => nn.InstanceNorm3d(channels, eps, momentum, affine, track),
                };
            case "batch":
                spec.Only("affine", "eps", "momentum", "track_running_stats");
                (eps, momentum, affine, track) = (spec.Number("eps", 1e-5), spec.Number("momentum", 0.1), spec.Flag("affine", true), spec.Flag("track_running_stats", true));
                return spatialDims switch
                {
                    1 => nn.BatchNorm1d(channels, eps, momentum, affine, track),
                    2 => nn.BatchNorm2d(channels, eps, momentum, affine, track),
                    _ => nn.BatchNorm3d(channels, eps, momentum, affine, track),
                };
            case "group":
                spec.Only("num_groups", "num_channels", "eps", "affine");
                var groups = spec.Value("num_groups") is { } count ? Convert.ToInt32(count)
                    : throw new ArgumentException("normalisation 'group' needs the argument 'num_groups'.");
                return channels % groups == 0 ? Group(groups, spec.Whole("num_channels", channels), spec.Number("eps", 1e-5), spec.Flag("affine", true))
                    : throw new ArgumentException($"normalisation 'group': {channels} channels cannot be divided into {groups} groups.");
            case "layer":
                spec.Only("normalized_shape", "eps", "elementwise_affine");
                return nn.LayerNorm(spec.Whole("normalized_shape", channels), spec.Number("eps", 1e-5), spec.Flag("elementwise_affine", true));
            case "localresponse":
                spec.Only("size", "alpha", "beta", "k");
                return nn.LocalResponseNorm(spec.Whole("size", channels), spec.Number("alpha", 1e-4), spec.Number("beta", 0.75), spec.Number("k", 1));
            default:
                throw new ArgumentException($"there is no normalisation '{spec.Name}'; there are instance, batch, group, layer, localresponse. "
                    + "(Synchronised batch normalisation needs several processes and is not available.)");
        }
    }

    /// <summary>TorchSharp leaves the weights of a group normalisation uninitialised.</summary>
    private static TorchSharp.Modules.GroupNorm Group(int groups, int channels, double eps, bool affine)
    {
        var layer = nn.GroupNorm(groups, channels, eps, affine);
        if (affine)
        {
            nn.init.ones_(layer.weight!);
            nn.init.zeros_(layer.bias!);
        }
        return layer;
    }
}
