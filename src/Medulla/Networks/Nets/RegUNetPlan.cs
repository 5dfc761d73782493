using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The numbers of a registration U-Net, checked, and the parts that its kinds differ in.</summary>
internal sealed record RegUNetPlan
{
    public RegUNetPlan(
        string owner, int spatialDims, int inChannels, int numChannelInitial, int depth, Values<int>? extractLevels, bool pooling, bool concatSkip, Values<int>? encodeKernelSizes)
    {
        SpatialDims = Layers.Dimensions.Checked(owner, spatialDims);
        InChannels = Layers.Dimensions.AtLeast(owner, nameof(inChannels), inChannels);
        Layers.Dimensions.AtLeast(owner, nameof(numChannelInitial), numChannelInitial);
        Depth = Layers.Dimensions.AtLeast(owner, nameof(depth), depth);
        ExtractLevels = extractLevels is null or [] ? depth : extractLevels;
        if (ExtractLevels.Max() != depth || ExtractLevels.Min() < 0)
        {
            throw new ArgumentException($"{owner}: extractLevels is {ExtractLevels} and depth {depth}; levels from 0 to the depth, which must be among them, are expected.", nameof(extractLevels));
        }
        KernelSizes = encodeKernelSizes ?? 3;
        if (KernelSizes.Count != 1 && KernelSizes.Count != depth + 1)
        {
            throw new ArgumentException($"{owner}: encodeKernelSizes is {KernelSizes}; one number, or {depth + 1} (one a level), is expected.", nameof(encodeKernelSizes));
        }
        (Owner, Pooling, ConcatSkip) = (owner, pooling, concatSkip);
        Channels = Values.From(Enumerable.Range(0, depth + 1).Select(level => numChannelInitial << level));
        Enlarge = (from, to) => RegistrationLayers.Enlarging(SpatialDims, from, to);
        Bottom = (from, to) => Residual(from, to, KernelSizes.Cyclic(Depth));
    }

    public string Owner { get; }

    public int SpatialDims { get; }

    public int InChannels { get; }

    public int Depth { get; }

    public Values<int> ExtractLevels { get; }

    public bool Pooling { get; }

    public bool ConcatSkip { get; }

    /// <summary>Kernel sizes on the way down, one for all levels or one for each.</summary>
    public Values<int> KernelSizes { get; }

    /// <summary>Channels at each level.</summary>
    public Values<int> Channels { get; }

    /// <summary>Doubles the size and brings so many channels to so many.</summary>
    public Func<int, int, nn.Module<Tensor, Tensor>> Enlarge { get; init; }

    /// <summary>The part at the deepest level.</summary>
    public Func<int, int, nn.Module<Tensor, Tensor>> Bottom { get; init; }

    /// <summary>A convolution and residual ones.</summary>
    public nn.Module<Tensor, Tensor> Residual(int inChannels, int outChannels, int kernelSize) => ModuleParts.Sequence(
        RegistrationLayers.Block(SpatialDims, inChannels, outChannels, kernelSize),
        new RegistrationResidualConvBlock(SpatialDims, outChannels, outChannels, kernelSize: kernelSize));
}
