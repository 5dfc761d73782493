using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The parts of an <see cref="EfficientNet"/>, which belong to the network that owns them.</summary>
internal sealed class EfficientNetBody
{
    private readonly nn.Module<Tensor, Tensor> stem, stemNorm, head, headNorm, dropout, scores;
    private readonly long[] stemPadding;
    private readonly List<MBConvBlock[]> stacks = [];
    private readonly List<int> shrinking = [];

    public EfficientNetBody(
        nn.Module owner, IReadOnlyList<string> blocksArgsStr, int spatialDims, int inChannels, int numClasses, double width, double depth, double dropoutRate, int imageSize,
        LayerSpec? norm, double dropConnectRate, int depthDivisor)
    {
        Dimensions.Checked(nameof(EfficientNet), spatialDims);
        if (blocksArgsStr.Count == 0)
        {
            throw new ArgumentException("EfficientNet: there are no blocks; at least one stack is expected.", nameof(blocksArgsStr));
        }
        var normalization = norm ?? ("batch", new() { ["eps"] = 1e-3, ["momentum"] = 0.01 });
        BlockArgs[] all = [.. blocksArgsStr.Select(BlockArgs.FromString).Select(args => args with
        {
            InputFilters = Filters(args.InputFilters, width, depthDivisor),
            OutputFilters = Filters(args.OutputFilters, width, depthDivisor),
            NumRepeat = (int)Math.Ceiling(depth * args.NumRepeat),
        })];
        var first = Filters(32, width, depthDivisor);
        stem = owner.Part("_conv_stem", Conv.Create(spatialDims, inChannels, first, 3, 2, 0, bias: false));
        stemPadding = SamePadding.Of(imageSize, 3, 2, spatialDims);
        stemNorm = owner.Part("_bn0", Norm.Create(normalization, spatialDims, first));
        var (size, total, number) = (SamePadding.Shrunk(imageSize, 2), all.Sum(args => args.NumRepeat), 0);
        var blocks = owner.Part("_blocks", new NamedParts());
        for (var i = 0; i < all.Length; i++)
        {
            var stack = blocks.Part($"{i}", new NamedParts());
            if (all[i].Stride > 1)
            {
                shrinking.Add(i);
            }
            stacks.Add(new MBConvBlock[all[i].NumRepeat]);
            for (var k = 0; k < all[i].NumRepeat; k++, number++)
            {
                var args = k == 0 ? all[i] : all[i] with { InputFilters = all[i].OutputFilters, Stride = 1 };
                stacks[i][k] = stack.Part($"{number}", new MBConvBlock(spatialDims, args, size, normalization, dropConnectRate * number / total));
                size = SamePadding.Shrunk(size, args.Stride);
            }
        }
        var last = Filters(1280, width, depthDivisor);
        head = owner.Part("_conv_head", Conv.Create(spatialDims, all[^1].OutputFilters, last, 1, bias: false));
        headNorm = owner.Part("_bn1", Norm.Create(normalization, spatialDims, last));
        dropout = nn.Dropout(dropoutRate);
        owner.Part("_dropout", dropout);
        scores = owner.Part("_fc", nn.Linear(last, numClasses));
        Initialize(owner);
    }

    public Tensor Classify(Tensor x)
    {
        var features = stacks.SelectMany(stack => stack).Aggregate(Stem(x), (current, block) => block.call(current));
        features = EfficientNetSizes.Swish(headNorm.call(head.call(features)));
        return scores.call(dropout.call(features.flatten(2).mean([-1L])));
    }

    /// <summary>The features before each step down and at the end: five sizes in the published networks.</summary>
    public IReadOnlyList<Tensor> Stages(Tensor x)
    {
        var current = Stem(x);
        List<Tensor> features = [];
        for (var i = 0; i < stacks.Count; i++)
        {
            if (shrinking.Contains(i))
            {
                features.Add(current);
            }
            current = stacks[i].Aggregate(current, (inner, block) => block.call(inner));
        }
        return [.. features, current];
    }

    private Tensor Stem(Tensor x) => EfficientNetSizes.Swish(stemNorm.call(SamePadding.Apply(stem, x, stemPadding)));

    private static int Filters(int filters, double width, int divisor)
    {
        var scaled = filters * width;
        var rounded = Math.Max(divisor, (int)(scaled + (divisor / 2.0)) / divisor * divisor);
        return rounded < 0.9 * scaled ? rounded + divisor : rounded;
    }

    private static void Initialize(nn.Module owner)
    {
        using var noGradient = no_grad();
        foreach (var (name, weight) in owner.named_parameters())
        {
            if (weight.Dimensions > 2)
            {
                nn.init.normal_(weight, 0, Math.Sqrt(2.0 / (weight.shape[0] * weight.shape[2..].Aggregate(1L, (a, b) => a * b))));
            }
            else if (weight.Dimensions == 2)
            {
                var range = 1 / Math.Sqrt(weight.shape[0]);
                nn.init.uniform_(weight, -range, range);
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                nn.init.zeros_(weight);
            }
        }
    }
}
