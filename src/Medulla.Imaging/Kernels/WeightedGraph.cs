namespace Medulla.Imaging.Kernels;

/// <summary>Nodes joined by weighted edges to each other and to the ground. Each edge is stored at both its nodes.</summary>
internal sealed class WeightedGraph
{
    /// <summary>Edges below this share of a node's strongest one do not make two nodes one.</summary>
    private const double Strong = 0.25;

    private readonly int[] start;        // of a node's edges; one more at the end
    private readonly int[] neighbour;
    private readonly double[] weight;
    private readonly double[] ground;
    private readonly double[] diagonal;

    /// <summary>A graph from its edges, sorted by their nodes.</summary>
    /// <param name="start">Where each node's edges begin, and their end.</param>
    /// <param name="neighbour">The other node of each edge.</param>
    /// <param name="weight">The weight of each edge, above 0.</param>
    /// <param name="ground">The weight of each node's edge to the ground; 0 if it has none.</param>
    public WeightedGraph(int[] start, int[] neighbour, double[] weight, double[] ground)
    {
        (this.start, this.neighbour, this.weight, this.ground) = (start, neighbour, weight, ground);
        diagonal = ground.ToArray();
        for (var i = 0; i < Count; i++)
        {
            for (var e = start[i]; e < start[i + 1]; e++)
            {
                diagonal[i] += weight[e];
            }
            diagonal[i] = diagonal[i] > 0 ? diagonal[i] : 1;
        }
    }

    /// <summary>Number of nodes.</summary>
    public int Count => ground.Length;

    /// <summary>The Laplacian times <paramref name="x"/>.</summary>
    public void Multiply(double[] x, double[] result)
    {
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = diagonal[i] * x[i] - Around(x, i);
        }
    }

    /// <summary>One sweep of Gauss and Seidel for "Laplacian times x is b".</summary>
    public void Relax(double[] b, double[] x, bool forward)
    {
        if (forward)
        {
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = (b[i] + Around(x, i)) / diagonal[i];
            }
            return;
        }
        for (var i = x.Length - 1; i >= 0; i--)
        {
            x[i] = (b[i] + Around(x, i)) / diagonal[i];
        }
    }

    /// <summary>Pairs of nodes with a strong edge between them, singles with their strongest neighbour's pair: the pair of each node, and how many there are.</summary>
    public (int[] Parents, int Count) Pair()
    {
        var parents = new int[Count];
        Array.Fill(parents, -1);
        var pairs = 0;
        for (var i = 0; i < parents.Length; i++)
        {
            if (parents[i] >= 0)
            {
                continue;
            }
            var (strongest, free) = (-1, -1);
            for (var e = start[i]; e < start[i + 1]; e++)
            {
                strongest = strongest < 0 || weight[e] > weight[strongest] ? e : strongest;
                free = parents[neighbour[e]] < 0 && (free < 0 || weight[e] > weight[free]) ? e : free;
            }
            if (free >= 0 && weight[free] >= Strong * weight[strongest])
            {
                parents[i] = parents[neighbour[free]] = pairs++;
            }
            else
            {
                // Its strong neighbours are taken: it joins the strongest one. A node without edges is alone.
                parents[i] = strongest >= 0 && parents[neighbour[strongest]] >= 0 ? parents[neighbour[strongest]] : pairs++;
            }
        }
        return (parents, pairs);
    }

    /// <summary>The graph in which the nodes of one parent are one, and edges between the same two parents are one.</summary>
    public WeightedGraph Merge(int[] parents, int count)
    {
        var members = Enumerable.Range(0, parents.Length).ToArray();
        Array.Sort(parents.ToArray(), members);
        var (mergedStart, mergedGround) = (new int[count + 1], new double[count]);
        List<int> mergedNeighbour = [];
        List<double> mergedWeight = [];
        var slots = new int[count];   // where the edge to each parent is, if at or after the current parent's first
        Array.Fill(slots, -1);
        for (int parent = 0, m = 0; parent < count; parent++)
        {
            var first = mergedStart[parent] = mergedNeighbour.Count;
            for (; m < members.Length && parents[members[m]] == parent; m++)
            {
                var i = members[m];
                mergedGround[parent] += ground[i];
                for (var e = start[i]; e < start[i + 1]; e++)
                {
                    var to = parents[neighbour[e]];
                    if (to == parent)
                    {
                        continue;
                    }
                    if (slots[to] < first)
                    {
                        slots[to] = mergedNeighbour.Count;
                        mergedNeighbour.Add(to);
                        mergedWeight.Add(0);
                    }
                    mergedWeight[slots[to]] += weight[e];
                }
            }
        }
        mergedStart[count] = mergedNeighbour.Count;
        return new(mergedStart, [.. mergedNeighbour], [.. mergedWeight], mergedGround);
    }

    private double Around(double[] x, int i)
    {
        var sum = 0.0;
        for (var e = start[i]; e < start[i + 1]; e++)
        {
            sum += weight[e] * x[neighbour[e]];
        }
        return sum;
    }
}
