using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Classifies slides by many tiles of them (multiple instance learning). Ilse et al., Attention-based deep multiple instance learning (2018);
/// Myronenko et al., Accounting for dependencies in deep learning based multiple instance learning (2021).
/// </summary>
public sealed class MILModel : MultiBlock
{
    private const int Hidden = 2048, PyramidWidth = 256;
    private readonly MILMode mode;
    private readonly nn.Module<Tensor, Tensor> net, scores;
    private readonly nn.Module<Tensor, Tensor>? attention;
    private readonly IReadOnlyList<TorchSharp.Modules.TransformerEncoder> transformers;
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>?> narrowing;

    /// <summary>[B, tiles, C, height, width] to scores [B, K].</summary>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="milMode">How tiles become one answer.</param>
    /// <param name="pretrained">Must be false: nothing is downloaded.</param>
    /// <param name="backbone">torchvision's name of a network (resnet18, 34, 50, 101, 152), or a network [B, C, height, width] to features; resnet50 if null.</param>
    /// <param name="backboneNumFeatures">Features of a network that is given.</param>
    /// <param name="transBlocks">Transformer blocks.</param>
    /// <param name="transDropout">Probability to drop a value in them.</param>
    /// <exception cref="ArgumentException">There are no classes, or the network or its features are not known, or do not go with the mode.</exception>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public MILModel(
        int numClasses, MILMode milMode = MILMode.Att, bool pretrained = true, MILBackbone? backbone = null, int? backboneNumFeatures = null, int transBlocks = 4, double transDropout = 0)
        : base(nameof(MILModel))
    {
        const string Me = nameof(MILModel);
        Dimensions.AtLeast(Me, nameof(numClasses), numClasses);
        if (milMode == MILMode.AttTransPyramid && backbone is not null)
        {
            throw new ArgumentException($"{Me}: att_trans_pyramid looks into the network of its own; leave backbone out.", nameof(backbone));
        }
        mode = milMode;
        if (backbone?.Network is { } given)
        {
            (net, Features) = (given, backboneNumFeatures ?? throw new ArgumentException($"{Me}: backboneNumFeatures is null; a network that is given needs it.", nameof(backboneNumFeatures)));
        }
        else
        {
            Pretrained.Refuse(Me, pretrained);
            (net, Features) = TorchVisionNets.Create(Me, backbone?.Name ?? "resnet50", hasScores: false);
        }
        (transformers, narrowing) = Transformers(transBlocks, transDropout);
        var wide = mode == MILMode.AttTransPyramid ? Features + PyramidWidth : Features;
        attention = mode is MILMode.Mean or MILMode.Max ? null : this.Part("attention", ModuleParts.Sequence(nn.Linear(wide, Hidden), nn.Tanh(), nn.Linear(Hidden, 1)));
        scores = this.Part("myfc", nn.Linear(wide, numClasses));
        this.Part("net", net);
    }

    /// <summary>Features of each tile.</summary>
    public int Features { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="x">[B, tiles, C, height, width].</param>
    /// <param name="noHead">Whether to return the features [B, tiles, F] instead of the scores.</param>
    public Tensor call(Tensor x, bool noHead = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions != 5)
        {
            throw new ArgumentException($"MILModel: the input is [{string.Join(", ", x.shape)}]; [B, tiles, C, height, width] is expected.");
        }
        using var scope = NewDisposeScope();
        var tiles = x.flatten(0, 1);
        var (features, stages) = mode == MILMode.AttTransPyramid && !noHead ? Pyramid(tiles) : (net.call(tiles), []);
        features = features.reshape(x.shape[0], x.shape[1], -1);
        return (noHead ? features : Head(features, stages)).MoveToOuterDisposeScope();
    }

    private Tensor Head(Tensor features, IReadOnlyList<Tensor> stages)
    {
        switch (mode)
        {
            case MILMode.Mean:
                return scores.call(features).mean([1L]);
            case MILMode.Max:
                return scores.call(features).max(1).values;
            case MILMode.AttTrans:
                features = transformers[0].call(features.transpose(0, 1), null!, null!).transpose(0, 1);
                break;
            case MILMode.AttTransPyramid:
                var (batch, count) = (features.shape[0], features.shape[1]);
                Tensor? current = null;
                for (var i = 0; i < transformers.Count; i++)
                {
                    var stage = stages[i].mean([2L, 3]).reshape(batch, count, -1).transpose(0, 1);
                    var joined = current is null ? stage : cat([current, stage], 2);
                    current = transformers[i].call(narrowing[i]?.call(joined) ?? joined, null!, null!);
                }
                features = current!.transpose(0, 1);
                break;
        }
        return scores.call((features * attention!.call(features).softmax(1)).sum([1L]));
    }

    /// <summary>The features, and those of the four stages on the way.</summary>
    private (Tensor Features, IReadOnlyList<Tensor> Stages) Pyramid(Tensor tiles)
    {
        List<Tensor> stages = [];
        var current = tiles;
        foreach (var (name, part) in net.named_children())
        {
            current = ((nn.Module<Tensor, Tensor>)part).call(current);
            if (name.StartsWith("layer", StringComparison.Ordinal))
            {
                stages.Add(current);
            }
        }
        return (current.flatten(1), stages);
    }

    private (IReadOnlyList<TorchSharp.Modules.TransformerEncoder>, IReadOnlyList<nn.Module<Tensor, Tensor>?>) Transformers(int blocks, double dropout)
    {
        TorchSharp.Modules.TransformerEncoder Encoder(int width) => nn.TransformerEncoder(nn.TransformerEncoderLayer(width, 8, dropout: dropout), blocks);
        if (mode == MILMode.AttTrans)
        {
            return ([this.Part("transformer", Encoder(Features))], [null]);
        }
        if (mode != MILMode.AttTransPyramid)
        {
            return ([], []);
        }
        var list = this.Part("transformer", new NamedParts());
        List<TorchSharp.Modules.TransformerEncoder> encoders = [list.Part("0", Encoder(PyramidWidth))];
        List<nn.Module<Tensor, Tensor>?> linear = [null];
        foreach (var (name, from) in (ReadOnlySpan<(string, int)>)[("1", 768), ("2", 1280)])
        {
            var both = list.Part(name, new NamedParts());
            linear.Add(both.Part("0", nn.Linear(from, PyramidWidth)));
            encoders.Add(both.Part("1", Encoder(PyramidWidth)));
        }
        encoders.Add(list.Part("3", Encoder(Features + PyramidWidth)));
        return (encoders, [.. linear, null]);
    }
}
