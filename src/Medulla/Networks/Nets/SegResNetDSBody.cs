using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>What <see cref="SegResNetDS"/> and <see cref="SegResNetDS2"/> have in common; its layers are parts of the network itself.</summary>
internal sealed class SegResNetDSBody
{
    private readonly string name;
    private readonly nn.Module<Tensor, Tensor>? preprocess;
    private readonly long[] factor;
    private readonly int inChannels;
    private readonly int depth;
    private readonly Func<Level[]> makeUp;

    public SegResNetDSBody(
        nn.Module owner, int spatialDims, int initFilters, int inChannels, int outChannels, LayerSpec? act, LayerSpec? norm, Values<int>? blocksDown,
        Values<int>? blocksUp, int dsdepth, nn.Module<Tensor, Tensor>? preprocess, Upsampling upsampleMode, Values<double>? resolution)
    {
        name = owner.GetName();
        Dimensions.Checked(name, spatialDims);
        this.inChannels = inChannels;
        var down = blocksDown ?? [1, 2, 2, 4];
        var count = down.Count - 1;
        var up = blocksUp ?? Values.From(Enumerable.Repeat(1, count));
        if (down.Count == 0 || up.Count < count)
        {
            throw new ArgumentException($"{name}: blocksDown is {down} and blocksUp {up}; one size fewer on the way up than down is expected.", nameof(blocksUp));
        }
        var normalization = SegResEncoder.Affine(norm ?? "batch");
        depth = Math.Max(1, dsdepth);
        this.preprocess = preprocess is null ? null : owner.Part("preprocess", preprocess);
        var scales = resolution is null ? null : AnisotropicScales.Of(resolution, down.Count);
        factor = [.. Enumerable.Range(0, spatialDims).Select(axis => Enumerable.Range(0, count).Aggregate(1L, (product, i) => product * (scales?[i][axis] ?? 2)))];
        Encoder = owner.Part("encoder", new SegResEncoder(
            spatialDims, initFilters, inChannels, act, normalization, down, scales is null ? null : Values.Create<Values<int>>(scales)));
        makeUp = () => count == 0
            ? [new(nn.Identity(), nn.Identity(), Head(initFilters))]
            : [.. Enumerable.Range(0, count).Select(i =>
            {
                var filters = initFilters << (count - 1 - i);
                var scale = scales?[up.Count - i - 1];
                var kernel = scale is null ? 3 : AnisotropicScales.Kernel(scale);
                return new Level(
                    new UpSample(
                        spatialDims, 2 * filters, filters, scale is null ? 2 : Values.From(scale.Select(n => (double)n)), kernel, mode: upsampleMode, bias: false,
                        alignCorners: false),
                    ModuleParts.Sequence(Enumerable.Range(0, up[i]).Select(_ => new SegResBlock(spatialDims, filters, normalization, kernel, act))),
                    up.Count - i <= dsdepth ? Head(filters) : nn.Identity());
            })];

        nn.Module<Tensor, Tensor> Head(int filters) => Conv.Create(spatialDims, filters, outChannels, 1);
    }

    /// <summary>The way down.</summary>
    public SegResEncoder Encoder { get; }

    /// <summary>A way up, whose weights are named as given.</summary>
    public Level[] Up(nn.Module owner, string layers)
    {
        var levels = makeUp();
        owner.Parts(layers, levels.Select(level => new NamedParts(("upsample", level.Upsample), ("blocks", level.Blocks), ("head", level.Head))));
        return levels;
    }

    /// <summary>The features of an image, from the smallest.</summary>
    /// <exception cref="ArgumentException">The image's size does not divide.</exception>
    public IReadOnlyList<Tensor> Encode(Tensor x)
    {
        x = preprocess?.call(x) ?? x;
        Dimensions.Input(name, x, factor.Length, inChannels);
        return x.shape.Skip(2).Zip(factor).Any(pair => pair.First % pair.Second != 0)
            ? throw new ArgumentException($"{name}: the input is [{string.Join(", ", x.shape)}]; spatial axes that are multiples of [{string.Join(", ", factor)}] are expected. Pad the image (DivisiblePad).")
            : [.. Encoder.call(x).Reverse()];
    }

    /// <summary>The outputs for features, from the largest.</summary>
    public IReadOnlyList<Tensor> Decode(IReadOnlyList<Tensor> features, Level[] levels)
    {
        List<Tensor> outputs = [];
        var current = features[0];
        for (var i = 0; i < levels.Length; i++)
        {
            current = levels[i].Upsample.call(current);
            current = levels[i].Blocks.call(i + 1 < features.Count ? current + features[i + 1] : current);
            if (levels.Length - i <= depth)
            {
                outputs.Insert(0, levels[i].Head.call(current));
            }
        }
        return outputs;
    }

    /// <summary>One size on the way up.</summary>
    internal sealed record Level(nn.Module<Tensor, Tensor> Upsample, nn.Module<Tensor, Tensor> Blocks, nn.Module<Tensor, Tensor> Head);
}
