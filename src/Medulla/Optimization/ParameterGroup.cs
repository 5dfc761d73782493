using TorchSharp.Modules;

namespace Medulla.Optimization;

/// <summary>Parameters that are optimised alike.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="LearningRate">Their learning rate; the optimiser's own if null.</param>
public sealed record ParameterGroup(IReadOnlyList<Parameter> Parameters, double? LearningRate = null) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => LearningRate is { } rate
        ? new Dictionary<string, object?> { ["params"] = Parameters, ["lr"] = rate } : new Dictionary<string, object?> { ["params"] = Parameters };

    /// <summary>The group as one of TorchSharp's optimisers takes it, such as <c>group.For&lt;Adam.ParamGroup, Adam.Options&gt;()</c>.</summary>
    /// <typeparam name="TGroup">The optimiser's type of groups.</typeparam>
    /// <typeparam name="TOptions">Its type of settings.</typeparam>
    public TGroup For<TGroup, TOptions>()
        where TGroup : ParamGroup<TOptions>, new()
        where TOptions : OptimizerOptions, new()
        => new() { Parameters = Parameters, Options = new TOptions { LearningRate = LearningRate } };
}
