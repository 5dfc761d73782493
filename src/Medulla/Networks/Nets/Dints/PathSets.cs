using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>
/// All sets of paths that one layer of a <see cref="TopologySearch"/> may have, but the empty one. Set i is the number i + 1 in binary,
/// the first path being the highest digit.
/// </summary>
internal sealed class PathSets : IDisposable
{
    private readonly int sizes, paths, count;

    public PathSets(int sizes)
    {
        (this.sizes, paths) = (sizes, 3 * sizes - 2);
        if (sizes > 6)
        {
            throw new ArgumentOutOfRangeException(nameof(sizes), sizes, $"{nameof(TopologySearch)}: numDepths is {sizes}; at most 6 is expected, as every set of paths is looked at.");
        }
        count = (1 << paths) - 1;
        using var scope = NewDisposeScope();
        Members = Table(paths, set => Enumerable.Range(0, paths).Where(path => Has(set, path))).DetachFromDisposeScope();
        Ending = Table((1 << sizes) - 1, set => [Ends(set) - 1]).DetachFromDisposeScope();
        Starting = Table((1 << sizes) - 1, set => [Starts(set) - 1]).DetachFromDisposeScope();
    }

    /// <summary>Which paths each set has, [sets, paths], int64.</summary>
    public Tensor Members { get; }

    /// <summary>For each set, a 1 at the sizes where its paths end, taken as a binary number less 1; [sets, 2^sizes - 1].</summary>
    public Tensor Ending { get; }

    /// <summary>As <see cref="Ending"/>, for where its paths start.</summary>
    public Tensor Starting { get; }

    /// <summary>The sizes at which the paths of a set end, as bits.</summary>
    public int Ends(int set) => Enumerable.Range(0, paths).Where(path => Has(set, path)).Aggregate(0, (mask, path) => mask | 1 << TopologyConstruction.Target(path));

    /// <summary>The sizes from which the paths of a set start, as bits.</summary>
    public int Starts(int set) => Enumerable.Range(0, paths).Where(path => Has(set, path)).Aggregate(0, (mask, path) => mask | 1 << TopologyConstruction.Source(path));

    /// <summary>The cheapest chain of sets, one a layer, each of which starts from just the sizes at which the one before ends.</summary>
    /// <param name="costs">The cost of each set in each layer.</param>
    /// <returns>Numbers of sets, from 0.</returns>
    public long[] Cheapest(double[][] costs)
    {
        var before = new int[costs.Length, count];
        var total = costs[0];
        for (var layer = 1; layer < costs.Length; layer++)
        {
            // Of all sets that end at the same sizes only the cheapest can be part of the chain.
            var cheapest = new int[1 << sizes];
            Array.Fill(cheapest, -1);
            for (var set = 0; set < count; set++)
            {
                ref var at = ref cheapest[Ends(set + 1)];
                at = at < 0 || total[set] < total[at] ? set : at;
            }
            var next = new double[count];
            for (var set = 0; set < count; set++)
            {
                var from = before[layer, set] = cheapest[Starts(set + 1)];
                next[set] = (from < 0 ? double.PositiveInfinity : total[from]) + costs[layer][set];
            }
            total = next;
        }
        var chain = new long[costs.Length];
        var last = Array.IndexOf(total, total.Min());
        for (var layer = costs.Length - 1; layer >= 0; layer--)
        {
            chain[layer] = last;
            last = before[layer, last];
        }
        return chain;
    }

    public void Dispose()
    {
        Members.Dispose();
        Ending.Dispose();
        Starting.Dispose();
    }

    private bool Has(int set, int path) => (set >> (paths - 1 - path) & 1) == 1;

    private Tensor Table(int width, Func<int, IEnumerable<int>> ones)
    {
        var table = new long[count, width];
        for (var set = 1; set <= count; set++)
        {
            foreach (var column in ones(set))
            {
                table[set - 1, column] = 1;
            }
        }
        return tensor(table);
    }
}
