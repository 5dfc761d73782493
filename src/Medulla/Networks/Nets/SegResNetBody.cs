using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>What <see cref="SegResNet"/> and <see cref="SegResNetVAE"/> have in common; its layers are parts of the network itself.</summary>
internal sealed class SegResNetBody
{
    private readonly int spatialDims;
    private readonly int inChannels;
    private readonly int initFilters;
    private readonly LayerSpec norm;
    private readonly bool useConvFinal;
    private readonly nn.Module<Tensor, Tensor> convInit;
    private readonly nn.Module<Tensor, Tensor>? dropout;
    private readonly nn.Module<Tensor, Tensor> convFinal;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> down, up, upSamples;

    public SegResNetBody(
        nn.Module owner, int spatialDims, int initFilters, int inChannels, int outChannels, double? dropoutProb, LayerSpec? act, LayerSpec? norm,
        bool useConvFinal, Values<int>? blocksDown, Values<int>? blocksUp, Upsampling upsampleMode)
    {
        var name = owner.GetName();
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims
            : throw new ArgumentOutOfRangeException(nameof(spatialDims), spatialDims, $"{name}: spatialDims is {spatialDims}; 2 or 3 is expected.");
        this.inChannels = Dimensions.AtLeast(name, nameof(inChannels), inChannels);
        this.initFilters = Dimensions.AtLeast(name, nameof(initFilters), initFilters);
        this.norm = norm ?? ("group", new() { ["num_groups"] = 8 });
        this.useConvFinal = useConvFinal;
        BlocksDown = blocksDown ?? [1, 2, 2, 4];
        var blocks = blocksUp ?? [1, 1, 1];
        if (blocks.Count >= BlocksDown.Count)
        {
            throw new ArgumentException($"{name}: blocksUp is {blocks} and blocksDown {BlocksDown}; fewer sizes on the way up than down are expected.", nameof(blocksUp));
        }
        act ??= "relu";

        ActMod = owner.Part("act_mod", Act.Create(act));
        convInit = owner.Part("convInit", Convolve(inChannels, initFilters));
        down = owner.Parts("down_layers", BlocksDown.Select((count, i) => ModuleParts.Sequence(
            [i > 0 ? Convolve(Filters(i - 1), Filters(i), stride: 2) : nn.Identity(), .. Residual(count, Filters(i))])));
        up = owner.Parts("up_layers", blocks.Select((count, i) => ModuleParts.Sequence(Residual(count, Filters(blocks.Count - i - 1)))));
        upSamples = owner.Parts("up_samples", blocks.Select((_, i) => Filters(blocks.Count - i - 1)).Select(half => ModuleParts.Sequence(
            Convolve(2 * half, half, kernelSize: 1), Enlarge(half, upsampleMode))));
        convFinal = owner.Part("conv_final", Final(outChannels));
        dropout = dropoutProb is { } p ? owner.Part("dropout", Dropout.Create(p, spatialDims)) : null;

        IEnumerable<nn.Module<Tensor, Tensor>> Residual(int count, int filters)
            => Enumerable.Range(0, count).Select(_ => new ResBlock(spatialDims, filters, this.norm, act: act));
    }

    /// <summary>The activation, which several parts share.</summary>
    public nn.Module<Tensor, Tensor> ActMod { get; }

    /// <summary>Residual blocks at each size.</summary>
    public Values<int> BlocksDown { get; }

    /// <summary>Channels of a size of the image, the largest being 0.</summary>
    public int Filters(int level) => initFilters << level;

    /// <summary>The group normalization that older arguments ask for; null if they do not.</summary>
    public static LayerSpec? OldNorm(string normName, int numGroups) => normName.ToUpperInvariant() switch
    {
        "" => null,
        "GROUP" => ("group", new() { ["num_groups"] = numGroups }),
        _ => throw new ArgumentException($"SegResNet: normName is '{normName}'; 'group' is expected. Say others with norm.", nameof(normName)),
    };

    /// <summary>Normalization, activation and a convolution to the output channels.</summary>
    public nn.Module<Tensor, Tensor> Final(int outChannels)
        => ModuleParts.Sequence(NormOf(initFilters), ActMod, Convolve(initFilters, outChannels, kernelSize: 1, bias: true));

    public nn.Module<Tensor, Tensor> NormOf(int channels) => Norm.Create(norm, spatialDims, channels);

    public Convolution Convolve(int from, int to, int kernelSize = 3, int stride = 1, bool bias = false)
        => new(spatialDims, from, to, stride, kernelSize, bias: bias, convOnly: true);

    public UpSample Enlarge(int channels, Upsampling mode)
        => new(spatialDims, channels, channels, 2, mode: mode, interpMode: InterpolateMode.Linear, alignCorners: false);

    /// <summary>The features at each size, from the largest.</summary>
    public IReadOnlyList<Tensor> Encode(Tensor x)
    {
        Dimensions.Input("SegResNet", x, spatialDims, inChannels);
        List<Tensor> features = [];
        var current = convInit.call(x);
        current = dropout?.call(current) ?? current;
        foreach (var layer in down)
        {
            current = layer.call(current);
            features.Add(current);
        }
        return features;
    }

    /// <summary>The output for features at each size.</summary>
    public Tensor Decode(IReadOnlyList<Tensor> features)
    {
        var x = features[^1];
        for (var i = 0; i < up.Count; i++)
        {
            var enlarged = upSamples[i].call(x);
            var across = features[features.Count - 2 - i];
            if (!enlarged.shape.AsSpan().SequenceEqual(across.shape))
            {
                throw new ArgumentException($"SegResNet: features of [{string.Join(", ", enlarged.shape)}] meet ones of [{string.Join(", ", across.shape)}]; "
                    + $"pad the image to multiples of {1 << (BlocksDown.Count - 1)} along each axis.");
            }
            x = up[i].call(enlarged.add_(across));
        }
        return useConvFinal ? convFinal.call(x) : x;
    }

    /// <summary>A way up without what was found on the way down.</summary>
    public Tensor DecodeAlone(Tensor x) => up.Zip(upSamples).Aggregate(x, (current, step) => step.First.call(step.Second.call(current)));
}
