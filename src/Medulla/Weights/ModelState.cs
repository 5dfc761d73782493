using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>Takes weights over from one network to another that is alike in part.</summary>
public static class ModelState
{
    /// <summary>Copies weights whose names and shapes agree.</summary>
    /// <param name="dst">The network to change.</param>
    /// <param name="src">A network, or weights by name.</param>
    /// <param name="dstPrefix">What the names of <paramref name="dst"/> have before those of <paramref name="src"/>.</param>
    /// <param name="mapping">Further names of <paramref name="src"/> with those of <paramref name="dst"/> after the prefix.</param>
    /// <param name="excludeVars">A regular expression; weights of <paramref name="src"/> with names that contain it are left out.</param>
    /// <param name="inplace">Whether <paramref name="dst"/> is changed; otherwise only what would be is told.</param>
    /// <returns>The state of <paramref name="dst"/> with what was copied, the names that changed, and those that did not.</returns>
    /// <exception cref="WeightsMismatchException">A weight named by the mapping has another shape.</exception>
    public static (Dictionary<string, Tensor> State, IReadOnlyList<string> UpdatedKeys, IReadOnlyList<string> UnchangedKeys) CopyModelState(
        nn.Module dst, object src, string dstPrefix = "", IReadOnlyDictionary<string, string>? mapping = null, string? excludeVars = null, bool inplace = true)
    {
        ArgumentNullException.ThrowIfNull(dst);
        var weights = src switch
        {
            nn.Module network => network.state_dict(),
            IReadOnlyDictionary<string, Tensor> named => named,
            IEnumerable<KeyValuePair<string, object?>> tree => tree.Where(pair => pair.Value is Tensor).ToDictionary(pair => pair.Key, pair => (Tensor)pair.Value!),
            _ => throw new ArgumentException($"copy_model_state: src is {src?.GetType().Name ?? "null"}; a network or weights by name are expected.", nameof(src)),
        };
        var excluded = excludeVars is null ? null : new Regex(excludeVars, RegexOptions.NonBacktracking);
        var own = dst.state_dict();
        Dictionary<string, Tensor> copied = [];
        foreach (var (name, value) in weights)
        {
            if (own.TryGetValue(dstPrefix + name, out var target) && excluded?.IsMatch(name) != true && target.shape.AsSpan().SequenceEqual(value.shape))
            {
                copied[dstPrefix + name] = value;
            }
        }
        foreach (var (from, to) in mapping ?? new Dictionary<string, string>())
        {
            if (own.ContainsKey(dstPrefix + to) && excluded?.IsMatch(from) != true)
            {
                copied[dstPrefix + to] = weights.TryGetValue(from, out var value) ? value : throw new ArgumentException($"copy_model_state: src has no '{from}'.", nameof(mapping));
            }
        }
        if (inplace)
        {
            dst.LoadWeights(copied, strict: false, "the source");
        }
        return (own.ToDictionary(pair => pair.Key, pair => copied.GetValueOrDefault(pair.Key, pair.Value)),
            [.. copied.Keys.Order(StringComparer.Ordinal)], [.. own.Keys.Except(copied.Keys).Order(StringComparer.Ordinal)]);
    }
}
