using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Gives the features of another network a pooling and a last layer of one's own.</summary>
public class NetAdapter : Block
{
    private readonly nn.Module<Tensor, Tensor> features, scores;
    private readonly nn.Module<Tensor, Tensor>? pooling;
    private readonly bool usesConvolution;
    private readonly int dim;

    /// <summary>[B, C, spatial...] to scores [B, K], or [B, K, spatial'...] with a convolution.</summary>
    /// <param name="model">A network whose parts run one after another; the last two are its pooling and its last layer.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="dim">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the features; those that the network's last layer takes if null.</param>
    /// <param name="useConv">Whether the last layer is a convolution of one voxel.</param>
    /// <param name="pool">The pooling; the average of 7 voxels along each axis if null. <see cref="LayerSpec.None"/> is not possible with networks from outside.</param>
    /// <param name="bias">Whether the last layer adds a number per class.</param>
    /// <param name="fcName">Name of the network's last layer.</param>
    /// <param name="nodeName">Must be empty: there is no graph of the network to pick a node from.</param>
    /// <exception cref="ArgumentException">The network's parts cannot be run one after another, or the channels are not known.</exception>
    public NetAdapter(
        nn.Module model, int numClasses = 1, int dim = 2, int? inChannels = null, bool useConv = false, LayerSpec? pool = null, bool bias = true, string fcName = "fc", string nodeName = "")
        : this(nameof(NetAdapter), Features(model, pool, nodeName), ChannelsOf(model, inChannels, fcName), numClasses, dim, useConv, pool, bias)
    {
    }

    private protected NetAdapter(string name, nn.Module<Tensor, Tensor> features, int inChannels, int numClasses, int dim, bool useConv, LayerSpec? pool, bool bias)
        : base(name)
    {
        (usesConvolution, this.dim) = (useConv, Dimensions.Checked(name, dim));
        this.features = this.Part("features", features);
        pooling = pool?.IsNone == true ? null : this.Part("pool", Pool.Create(pool ?? ("avg", new() { ["kernel_size"] = 7, ["stride"] = 1 }), dim));
        scores = this.Part("fc", useConv ? Conv.Create(dim, inChannels, numClasses, 1, bias: bias) : nn.Linear(inChannels, numClasses, hasBias: bias));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var current = features.call(x);
        current = pooling?.call(current) ?? current;
        if (!usesConvolution)
        {
            return scores.call(current.flatten(1));
        }
        return scores.call(current.reshape([.. current.shape, .. Enumerable.Repeat(1L, Math.Max(0, dim + 2 - (int)current.Dimensions))]));
    }

    private static nn.Module<Tensor, Tensor> Features(nn.Module model, LayerSpec? pool, string nodeName)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (nodeName.Length > 0 || pool?.IsNone == true)
        {
            throw new ArgumentException($"NetAdapter: {(nodeName.Length > 0 ? $"nodeName is '{nodeName}'" : "there is no pool")}; parts cannot be taken out of the middle of a network here. Leave it out, so that all but the last two parts are used.");
        }
        var parts = model.children().ToList();
        return parts.Count > 2 && parts.SkipLast(2).All(part => part is nn.Module<Tensor, Tensor>)
            ? ModuleParts.Sequence(parts.SkipLast(2).Cast<nn.Module<Tensor, Tensor>>())
            : throw new ArgumentException($"NetAdapter: {model.GetName()} has {parts.Count} parts; more than two, each from one tensor to one tensor, are expected.", nameof(model));
    }

    private static int ChannelsOf(nn.Module model, int? inChannels, string fcName)
        => inChannels ?? ((model.named_children().FirstOrDefault(part => part.name == fcName).module ?? model.children().Last()) is TorchSharp.Modules.Linear last ? (int)last.weight.shape[1]
            : throw new ArgumentException($"NetAdapter: {model.GetName()} has no linear layer '{fcName}'; give inChannels.", nameof(inChannels)));
}
