using Medulla.Imaging;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>Splits a network's parameters, so that its parts learn at different rates.</summary>
public static class ParameterGroups
{
    /// <summary>The parameters of each match, and those that none found.</summary>
    /// <param name="network">The network.</param>
    /// <param name="matches">Which parameters belong together; each finds some, and none that another found.</param>
    /// <param name="includeOthers">Whether the rest comes as a last group, with the optimiser's own learning rate.</param>
    /// <exception cref="ArgumentException">A match finds nothing, or what another one found.</exception>
    public static IReadOnlyList<ParameterGroup> Of(nn.Module network, IReadOnlyList<LayerMatch> matches, bool includeOthers = true)
    {
        HashSet<nint> taken = [];
        List<ParameterGroup> groups = [];
        foreach (var match in matches)
        {
            Parameter[] found = [.. match.Of(network)];
            if (found.Length == 0)
            {
                throw new ArgumentException($"parameter group {groups.Count + 1} is empty; the parameters are named {Some(network)}.");
            }
            if (found.FirstOrDefault(parameter => !taken.Add(parameter.Handle)) is { } twice)
            {
                var name = network.named_parameters().FirstOrDefault(pair => pair.parameter.Handle == twice.Handle).name;
                throw new ArgumentException($"parameter group {groups.Count + 1} has {name}, which an earlier group has too; a parameter can be in one group only.");
            }
            groups.Add(new(found, match.LearningRate));
        }
        return includeOthers ? [.. groups, new([.. network.parameters().Where(parameter => !taken.Contains(parameter.Handle))])] : groups;
    }

    /// <summary>The same, as configurations have it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="layerMatches">Functions: from the network to a part of it ("select"), or from name and parameter to whether it belongs ("filter").</param>
    /// <param name="matchTypes">"select" or "filter", one for all or one for each.</param>
    /// <param name="lrValues">Learning rates, one for all or one for each.</param>
    /// <param name="includeOthers">Whether the rest comes as a last group, with the optimiser's own learning rate.</param>
    /// <exception cref="ArgumentException">A match is of no such type, or finds nothing, or what another one found.</exception>
    [ReferenceName("generate_param_groups")]
    public static IReadOnlyList<ParameterGroup> Generate(
        nn.Module network, IReadOnlyList<Func<object?, object?>> layerMatches, Values<string> matchTypes, Values<double> lrValues, bool includeOthers = true)
    {
        T For<T>(Values<T> values, int index, string name)
            => values.Count == 1 || values.Count == layerMatches.Count ? values.Cyclic(index)
                : throw new ArgumentException($"generate_param_groups: {name} is {values}; one value or {layerMatches.Count} (one for each match) are expected.");
        LayerMatch Match(Func<object?, object?> function, int index) => For(matchTypes, index, "match_types").ToLowerInvariant() switch
        {
            "select" => LayerMatch.Select(whole => function(whole) as nn.Module
                ?? throw new ArgumentException($"generate_param_groups: match {index + 1} selects something that is no part of the network."), For(lrValues, index, "lr_values")),
            "filter" => LayerMatch.Filter((name, parameter) => function(new List<object?> { name, parameter }) is true, For(lrValues, index, "lr_values")),
            var other => throw new ArgumentException($"generate_param_groups: match type is '{other}'; it can be select or filter."),
        };
        return Of(network, [.. layerMatches.Select(Match)], includeOthers);
    }

    private static string Some(nn.Module network) => string.Join(", ", network.named_parameters().Select(pair => pair.name).Take(6)) + ", ...";
}
