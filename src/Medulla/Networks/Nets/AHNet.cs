using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// A network for volumes of thick slices: features are found within slices, by layers that may come from a network for pictures, and
/// joined across slices on the way up. Liu et al., 3D anisotropic hybrid network: Transferring convolutional features from 2D images
/// to 3D anisotropic volumes (2018).
/// </summary>
public sealed class AHNet : Block
{
    private readonly nn.Module<Tensor, Tensor> conv1, pool1, bn0, relu, maxpool, project, psp, final;
    private readonly nn.Module<Tensor, Tensor>[] layers, up, dense;
    private readonly int spatialDims, inChannels, least;
    private readonly bool isExact;

    /// <summary>[B, <paramref name="inChannels"/>, H, W, D] to [B, <paramref name="outChannels"/>, H, W, D], D across the slices.</summary>
    /// <param name="layers">Blocks at each of four sizes; 3, 4, 6, 3 if null.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="pspBlockNum">How many sizes of parts of a slice, of 16, 32, 64 and 128 voxels, are pooled before the last layer; 0 to 4.</param>
    /// <param name="upsampleMode">How features are enlarged.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded; use <see cref="CopyFrom"/> or load weights by <c>LoadWeights</c>.</param>
    /// <exception cref="NotSupportedException"><paramref name="pretrained"/> is true.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public AHNet(
        Values<int>? layers = null, int spatialDims = 3, int inChannels = 1, int outChannels = 1, int pspBlockNum = 4,
        FeatureUpsampling upsampleMode = FeatureUpsampling.Transpose, bool pretrained = false)
        : base(nameof(AHNet))
    {
        const string Me = nameof(AHNet);
        Pretrained.Refuse(Me, pretrained);
        (this.spatialDims, this.inChannels) = (Dimensions.TwoOrThree(Me, spatialDims), Dimensions.AtLeast(Me, nameof(inChannels), inChannels));
        var blocks = layers ?? [3, 4, 6, 3];
        if (blocks.Count != 4 || pspBlockNum is < 0 or > 4)
        {
            throw new ArgumentException($"{Me}: layers is {blocks} and pspBlockNum {pspBlockNum}; four numbers, and one from 0 to 4, are expected.", nameof(layers));
        }
        // Parts of slices are taken from features of half the image's size.
        (least, isExact) = (pspBlockNum == 0 ? 1 : 8 << pspBlockNum, upsampleMode == FeatureUpsampling.Transpose);
        var (kernel, isPlain) = (AHNetLayers.Sizes(spatialDims, 7, 3), upsampleMode is FeatureUpsampling.Transpose or FeatureUpsampling.Nearest);
        conv1 = this.Part("conv1", Conv.Create(spatialDims, inChannels, 64, kernel, AHNetLayers.Sizes(spatialDims, 2, 1), Conv.SamePadding(kernel), bias: false));
        pool1 = this.Part("pool1", AHNetLayers.MaxPool(spatialDims, AHNetLayers.Sizes(spatialDims, 1, 2)));
        bn0 = this.Part("bn0", Norm.Create("batch", spatialDims, 64));
        relu = this.Part("relu", Act.Create("relu"));
        maxpool = this.Part("maxpool", isPlain ? AHNetLayers.MaxPool(spatialDims, 2) : AHNetLayers.MaxPool(spatialDims, 3, 2, 1));
        this.layers = [.. blocks.Select((count, i) => this.Part($"layer{i + 1}", ModuleParts.Sequence(Enumerable.Range(0, count).Select(block => new AHNetBottleneck(
            spatialDims, block > 0 ? 256 << i : i == 0 ? 64 : 128 << i, 64 << i, block == 0 && i > 0 ? 2 : 1, isFirst: block == 0)))))];
        int[] widths = [1024, 512, 256, 64, 64];
        up = [.. new[] { (2048, 1024), (1084, 512), (572, 256), (124, 64) }.Select((size, i) => this.Part($"up{i}", AHNetLayers.Up(spatialDims, size.Item1, size.Item2, upsampleMode)))];
        dense = [.. widths.Select((n, i) => this.Part($"dense{i}", AHNetLayers.Dense(spatialDims, n)))];
        project = this.Part("trans1", AHNetLayers.Project(spatialDims, 316, 64, 1));
        psp = this.Part("psp", new AHNetPyramid(spatialDims, pspBlockNum, 124, upsampleMode));
        final = this.Part("final", AHNetLayers.Up(spatialDims, pspBlockNum + 124, outChannels, upsampleMode, AHNetLayers.Sizes(spatialDims, 3, 1)));
        Begin();
    }

    /// <summary>Takes the layers that work within slices from a network for pictures, and with them what it learned.</summary>
    /// <param name="net">The network; its blocks must be as many.</param>
    /// <exception cref="ArgumentException">This network is for pictures, or the other has other blocks.</exception>
    public void CopyFrom(FCN net)
    {
        var own = named_parameters().Where(IsShared).ToDictionary(pair => pair.name, pair => pair.parameter);
        // Between convolution and normalization, ours pools across slices.
        var taken = net.named_parameters().Where(IsShared)
            .ToDictionary(pair => pair.name.Replace("downsample.1", "downsample.2", StringComparison.Ordinal), pair => pair.parameter);
        if (spatialDims != 3 || !taken.Keys.ToHashSet().SetEquals(own.Keys))
        {
            throw new ArgumentException($"{nameof(AHNet)}: weights of a picture's network fit one with spatialDims 3 and layers 3, 4, 6, 3.", nameof(net));
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        // The colours become three neighbouring slices.
        get_parameter("conv1.weight")!.copy_(net.get_parameter("conv1.weight")!.permute(0, 2, 3, 1).unsqueeze(1));
        foreach (var (name, weight) in taken)
        {
            own[name].copy_(weight.Dimensions > 1 ? weight.unsqueeze(-1) : weight);
        }

        static bool IsShared((string name, TorchSharp.Modules.Parameter parameter) pair)
            => pair.name.StartsWith("layer", StringComparison.Ordinal) || pair.name.StartsWith("bn0", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var shape = Dimensions.Input(nameof(AHNet), x, spatialDims, inChannels, multiple: 32);
        if (shape[2..(spatialDims + 1)].Any(n => n < least || (isExact && n % least != 0)))
        {
            throw new ArgumentException(
                $"{nameof(AHNet)}: the input is [{string.Join(", ", shape)}]; within slices {(isExact ? "multiples of" : "at least")} {least} voxels are expected. Have a smaller pspBlockNum, or pad the image.");
        }
        var first = relu.call(bn0.call(pool1.call(conv1.call(x))));
        var pooled = maxpool.call(first);
        var features = new Tensor[4];
        for (var i = 0; i < 4; i++)
        {
            features[i] = layers[i].call(i == 0 ? pooled : features[i - 1]);
        }
        var current = features[3];
        for (var i = 0; i < 3; i++)
        {
            current = dense[i].call(up[i].call(current) + features[2 - i]);
        }
        current = dense[3].call(project.call(current) + pooled);
        return final.call(psp.call(dense[4].call(up[3].call(current) + first)));
    }

    /// <summary>Normal weights, by the kernel's size along the first two axes.</summary>
    private void Begin()
    {
        foreach (var (name, weight) in named_parameters())
        {
            if (weight.Dimensions > 2)
            {
                var isTransposed = name.Contains("up", StringComparison.Ordinal) && !name.EndsWith("conv.weight", StringComparison.Ordinal);
                nn.init.normal_(weight, 0, Math.Sqrt(2.0 / (weight.shape[2] * weight.shape[3] * weight.shape[isTransposed ? 1 : 0])));
            }
        }
    }
}
