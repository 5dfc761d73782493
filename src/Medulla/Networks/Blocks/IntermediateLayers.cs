using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Runs the parts of a network one after another and keeps what some of them give. Parts behind the last of these are left out.</summary>
public sealed class IntermediateLayers : MultiBlock
{
    private readonly IReadOnlyList<(nn.Module<Tensor, Tensor> Part, string? Name)> parts;

    /// <summary>The features of a network such as a <see cref="Nets.ResNet"/>.</summary>
    /// <param name="backbone">A network whose parts, in the order in which it holds them, are run one after another.</param>
    /// <param name="returnLayers">Which parts' results to keep, and under which names.</param>
    /// <exception cref="ArgumentException">A part is not there, or takes something else than one tensor.</exception>
    public IntermediateLayers(nn.Module backbone, IReadOnlyDictionary<string, string> returnLayers)
        : base(nameof(IntermediateLayers))
    {
        var left = returnLayers.Keys.ToHashSet();
        List<(nn.Module<Tensor, Tensor>, string?)> run = [];
        foreach (var (name, child) in backbone.named_children().TakeWhile(_ => left.Count > 0))
        {
            var part = child as nn.Module<Tensor, Tensor> ?? throw new ArgumentException(
                $"{nameof(IntermediateLayers)}: part '{name}' of {backbone.GetName()} does not go from one tensor to one tensor, so it cannot be run in a row.", nameof(backbone));
            run.Add((this.Part(name, part), returnLayers.GetValueOrDefault(name)));
            left.Remove(name);
        }
        parts = left.Count == 0 && run.Count > 0 ? run : throw new ArgumentException(
            $"{nameof(IntermediateLayers)}: {backbone.GetName()} has no parts {string.Join(", ", returnLayers.Keys)}; it has {string.Join(", ", backbone.named_children().Select(part => part.name))}.",
            nameof(returnLayers));
    }

    /// <summary>What the parts give, by name, in the order of the parts.</summary>
    public OrderedDictionary<string, Tensor> call(Tensor x)
    {
        using var scope = NewDisposeScope();
        OrderedDictionary<string, Tensor> kept = [];
        var (current, isKept) = (x, true);
        foreach (var (part, name) in parts)
        {
            var next = part.call(current);
            if (!isKept && !ReferenceEquals(current, next))
            {
                current.Dispose();   // large, and no longer needed
            }
            (current, isKept) = (next, name is not null || ReferenceEquals(next, x));
            if (name is not null)
            {
                kept.Add(name, current);
            }
        }
        foreach (var feature in kept.Values)
        {
            feature.MoveToOuterDisposeScope();
        }
        return kept;
    }
}
