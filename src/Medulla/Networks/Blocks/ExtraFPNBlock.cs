using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Adds levels to a feature pyramid beyond its coarsest one.</summary>
/// <param name="name">The name that messages use.</param>
public abstract class ExtraFPNBlock(string name) : MultiBlock(name)
{
    /// <summary>The pyramid with the levels added.</summary>
    /// <param name="results">Its levels, finest first, each [B, C, spatial...].</param>
    /// <param name="x">The features that they were made of.</param>
    /// <param name="names">Names of the levels.</param>
    public (IReadOnlyList<Tensor> Results, IReadOnlyList<string> Names) call(
        IReadOnlyList<Tensor> results, IReadOnlyList<Tensor> x, IReadOnlyList<string> names)
    {
        using var scope = NewDisposeScope();
        var added = Extend(results[^1], x[^1]);
        return ([.. results, .. added.Select(one => one.Level.MoveToOuterDisposeScope())], [.. names, .. added.Select(one => one.Name)]);
    }

    /// <summary>The levels to add.</summary>
    /// <param name="coarsest">The pyramid's last level.</param>
    /// <param name="features">The features that it was made of.</param>
    protected abstract IReadOnlyList<(string Name, Tensor Level)> Extend(Tensor coarsest, Tensor features);
}
