using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Convolutions of images of two axes without a bias, and chains with the names of published weights.</summary>
internal static class HoVerNetParts
{
    public static nn.Module<Tensor, Tensor> Plain(int from, int to, int kernel, int stride = 1, int padding = 0, int groups = 1)
        => Conv.Create(2, from, to, kernel, stride, padding, groups: groups, bias: false);

    public static nn.Module<Tensor, Tensor> Chain(params IEnumerable<(string, nn.Module<Tensor, Tensor>)> parts) => nn.Sequential([.. parts]);

    public static nn.Module<Tensor, Tensor> Transition(int channels, LayerSpec act, LayerSpec norm) => Chain(("bn", Norm.Create(norm, 2, channels)), ("relu", Act.Create(act)));

    /// <summary>The middle of an image, without so many pixels on each side.</summary>
    public static Tensor Trimmed(Tensor x, long trim) => x.narrow(2, trim, x.shape[2] - (2 * trim)).narrow(3, trim, x.shape[3] - (2 * trim));
}

/// <summary>The layers of one stage on the way down, each with the sum of all before it.</summary>
internal sealed class HoVerNetResidual : Block
{
    private readonly nn.Module<Tensor, Tensor> shortcut, after;
    private readonly List<nn.Module<Tensor, Tensor>> layers;
    private readonly bool isStrided;

    public HoVerNetResidual(int count, int features, int from, int to, double dropout, LayerSpec act, LayerSpec norm, bool freezesLayers, bool freezesAll)
        : base(nameof(HoVerNetResidual))
    {
        isStrided = from != 64;
        shortcut = this.Part("shortcut", isStrided ? HoVerNetParts.Plain(from, to, 1, 2, 1) : HoVerNetParts.Plain(from, to, 1));
        var list = this.Part("layers", new NamedParts());
        layers = [.. Enumerable.Range(0, count).Select(i => list.Part($"denselayer_{i}", Layer(i == 0 ? from : to, isFirst: i == 0)))];
        after = this.Part("bna_block", HoVerNetParts.Transition(to, act, norm));
        foreach (var weight in freezesAll ? parameters() : freezesLayers ? list.parameters() : [])
        {
            weight.requires_grad = false;
        }

        nn.Module<Tensor, Tensor> Layer(int channels, bool isFirst)
        {
            List<(string, nn.Module<Tensor, Tensor>)> parts = isFirst ? [] : [("preact/bn", Norm.Create(norm, 2, channels)), ("preact/relu", Act.Create(act))];
            parts.AddRange(
            [
                ("conv1", HoVerNetParts.Plain(channels, features, 1)), ("conv1/bn", Norm.Create(norm, 2, features)), ("conv1/relu", Act.Create(act)),
                ("conv2", isFirst && channels != 64 ? HoVerNetParts.Plain(features, features, 3, 2, 2) : HoVerNetParts.Plain(features, features, 3, 1, 1)),
                ("conv2/bn", Norm.Create(norm, 2, features)), ("conv2/relu", Act.Create(act)), ("conv3", HoVerNetParts.Plain(features, to, 1)),
            ]);
            if (dropout > 0)
            {
                parts.Add(("dropout", nn.Dropout2d(dropout)));
            }
            return HoVerNetParts.Chain(("layers", HoVerNetParts.Chain(parts)));
        }
    }

    protected override Tensor Compute(Tensor x)
    {
        var sum = shortcut.call(x);
        sum = isStrided ? sum.narrow(2, 0, sum.shape[2] - 1).narrow(3, 0, sum.shape[3] - 1) : sum;
        var current = x;
        foreach (var layer in layers)
        {
            var next = layer.call(current);
            // A strided layer pads by two and so gives a pixel too many.
            next = next.shape.AsSpan(2).SequenceEqual(sum.shape.AsSpan(2)) ? next : next.narrow(2, 0, next.shape[2] - 1).narrow(3, 0, next.shape[3] - 1);
            sum = current = next + sum;
        }
        return after.call(current);
    }
}

/// <summary>A layer on the way up, whose result stands beside its input.</summary>
internal sealed class HoVerNetDense : Block
{
    private readonly nn.Module<Tensor, Tensor> layers;

    public HoVerNetDense(int features, int from, int to, double dropout, LayerSpec act, LayerSpec norm, int kernel, int padding)
        : base(nameof(HoVerNetDense))
    {
        List<(string, nn.Module<Tensor, Tensor>)> parts =
        [
            ("preact_bna/bn", Norm.Create(norm, 2, from)), ("preact_bna/relu", Act.Create(act)), ("conv1", HoVerNetParts.Plain(from, features, 1)),
            ("conv1/norm", Norm.Create(norm, 2, features)), ("conv1/relu2", Act.Create(act)), ("conv2", HoVerNetParts.Plain(features, to, kernel, 1, padding, groups: 4)),
        ];
        if (dropout > 0)
        {
            parts.Add(("dropout", nn.Dropout2d(dropout)));
        }
        layers = this.Part("layers", HoVerNetParts.Chain(parts));
    }

    protected override Tensor Compute(Tensor x)
    {
        var made = layers.call(x);
        return cat([HoVerNetParts.Trimmed(x, (x.shape[3] - made.shape[3]) / 2), made], 1);
    }
}

/// <summary>One branch on the way up: what it says of each pixel.</summary>
internal sealed class HoVerNetBranch : MultiBlock
{
    private readonly List<nn.Module<Tensor, Tensor>> blocks;
    private readonly nn.Module<Tensor, Tensor> output;

    public HoVerNetBranch(int outChannels, int kernel, bool samePadding)
        : base(nameof(HoVerNetBranch))
    {
        LayerSpec act = "relu", norm = "batch";
        var (padding, list) = (samePadding ? kernel / 2 : 0, this.Part("decoder_blocks", new NamedParts()));
        blocks = [Up("decoderblock1", 8, 1024), Up("decoderblock2", 4, 512)];
        output = this.Part("output_features", HoVerNetParts.Chain(
            ("decoderblock3", HoVerNetParts.Chain(("conva", HoVerNetParts.Plain(256, 64, kernel, 1, (kernel - 1) / 2)))),
            ("decoderblock4", HoVerNetParts.Chain(("bn", Norm.Create(norm, 2, 64)), ("relu", Act.Create(act)), ("conv", Conv.Create(2, 64, outChannels, 1))))));

        nn.Module<Tensor, Tensor> Up(string name, int count, int from)
        {
            const int Features = 128, Added = 32;
            var first = from / 4;
            var last = first + (count * Added);
            return list.Part(name, HoVerNetParts.Chain(
                [("conva", HoVerNetParts.Plain(from, first, kernel, 1, padding)),
                .. Enumerable.Range(0, count).Select(i => ($"denselayerdecoder{i + 1}", (nn.Module<Tensor, Tensor>)new HoVerNetDense(Features, first + (i * Added), Added, 0, act, norm, kernel, padding))),
                ("bna_block", HoVerNetParts.Transition(last, act, norm)), ("convf", HoVerNetParts.Plain(last, last, 1))]));
        }
    }

    public Tensor call(Tensor x, IReadOnlyList<Tensor> shortcuts)
    {
        using var scope = NewDisposeScope();
        var current = x + shortcuts[^1];
        for (var i = 0; i < blocks.Count; i++)
        {
            current = HoVerNet.Doubled(blocks[i].call(current));
            var shortcut = shortcuts[shortcuts.Count - 2 - i];
            var trim = (shortcut.shape[3] - current.shape[3]) / 2;
            // As in the reference nothing is added where there is nothing to trim.
            current = trim > 0 ? current + HoVerNetParts.Trimmed(shortcut, trim) : current;
        }
        return output.call(current).MoveToOuterDisposeScope();
    }
}
