using Medulla.Randomness;

namespace Medulla.Data;

/// <summary>Gives each of several processes its share of a dataset, taking turns.</summary>
/// <param name="dataset">The items.</param>
/// <param name="evenDivisible">Whether each process gets as many items, the first of the order coming again where needed.</param>
/// <param name="numReplicas">Number of processes; 1 if null.</param>
/// <param name="rank">Number of this process, from 0.</param>
/// <param name="shuffle">Whether each epoch has another order.</param>
/// <param name="dropLast">Whether the last items are left out, rather than the first ones repeated.</param>
/// <exception cref="ArgumentException">There is no process of that number.</exception>
public sealed class DistributedSampler(IDataset dataset, bool evenDivisible = true, int? numReplicas = null, int? rank = null, bool shuffle = true, bool dropLast = false) : ISampler
{
    private readonly int processes = Check.Positive(numReplicas ?? 1);
    private readonly int own = rank is null or >= 0 && (rank ?? 0) < (numReplicas ?? 1) ? rank ?? 0
        : throw new ArgumentException($"DistributedSampler: rank is {rank} of {numReplicas ?? 1} processes; it must be one of them, from 0.", nameof(rank));

    /// <inheritdoc/>
    public int Count => evenDivisible ? Each : (dataset.Count - own + processes - 1) / processes;

    private int Each => dropLast ? dataset.Count / processes : (dataset.Count + processes - 1) / processes;

    /// <inheritdoc/>
    public IReadOnlyList<int> Order(int epoch, uint seed)
    {
        // Every process must find the same order, so each draws it with the same seed.
        int[] order = shuffle ? new RandomState(seed).Permutation(dataset.Count) : [.. Enumerable.Range(0, dataset.Count)];
        return [.. Enumerable.Range(0, Count).Select(turn => order[(turn * processes + own) % order.Length])];
    }
}
