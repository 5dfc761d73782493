using Medulla.Randomness;
using Medulla.Transforms;

namespace Medulla.Data;

/// <summary>
/// Keeps some items in memory and exchanges a part of them after each epoch, while others are prepared behind the scenes: an epoch goes through the
/// items that are kept.
/// </summary>
public sealed class SmartCacheDataset : IDataset, IDisposable
{
    private readonly Sample[] items;
    private readonly Compose transform;
    private readonly int steps;
    private readonly int? replaceWorkers;
    private readonly Lock gate = new();
    private readonly List<object?> cache = [];
    private Task<object?[]>? replacements;
    private int first;

    /// <summary>Fills the cache.</summary>
    /// <param name="data">The items.</param>
    /// <param name="transform">The pipeline; items are as they are given if null.</param>
    /// <param name="replaceRate">Part of the kept items that is exchanged at a time, above 0.</param>
    /// <param name="cacheNum">Number of items to keep; all if null.</param>
    /// <param name="cacheRate">Part of the items to keep, in (0, 1]; the smaller of both counts.</param>
    /// <param name="numInitWorkers">Number of threads that fill the cache; the number of processors if null.</param>
    /// <param name="numReplaceWorkers">Number of threads that prepare further items; the number of processors if null.</param>
    /// <param name="shuffle">Whether the items are put in random order before.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <exception cref="ArgumentException">Nothing would be kept, or nothing exchanged.</exception>
    /// <exception cref="DatasetException">An item could not be prepared.</exception>
    public SmartCacheDataset(
        IReadOnlyList<Sample> data, Compose? transform = null, double replaceRate = 0.1, int? cacheNum = null, double cacheRate = 1, int? numInitWorkers = null,
        int? numReplaceWorkers = null, bool shuffle = true, uint seed = 0)
    {
        (items, this.transform, replaceWorkers) = ([.. data], transform ?? new(), numReplaceWorkers);
        if (shuffle)
        {
            new RandomState(seed).Shuffle<Sample>(items);
        }
        steps = this.transform.DeterministicSteps;
        var kept = Math.Min(cacheNum ?? items.Length, (int)(items.Length * Math.Clamp(cacheRate, 0, 1)));
        ReplaceCount = Math.Min((int)Math.Ceiling(kept * replaceRate), items.Length - kept);
        if (kept < 1 || Check.Positive(replaceRate) > 1)
        {
            throw new ArgumentException($"SmartCacheDataset: {kept} of {items.Length} items are to be kept and {replaceRate:P0} of these exchanged; at least one item and at most all are expected.");
        }
        cache.AddRange(Prepared(0, kept, numInitWorkers));
    }

    /// <summary>How many items are exchanged at a time.</summary>
    public int ReplaceCount { get; }

    /// <summary>Number of items that are kept.</summary>
    public int Count => cache.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[(first + index) % items.Length];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed)
    {
        object? item;
        lock (gate)
        {
            item = Samples.Share(cache[index]);
        }
        var call = new Call(Generators.For(transform, seed));
        return Samples.Of(Transforms.Item.Scoped(() => transform.RunSteps(item, call, steps, transform.Transforms.Count)));
    }

    /// <summary>Whether further items are being prepared.</summary>
    public bool IsStarted() => replacements is not null;

    /// <summary>Begins to prepare further items.</summary>
    public void Start()
    {
        if (replacements is null && ReplaceCount > 0)
        {
            var from = first + cache.Count;
            replacements = Task.Factory.StartNew(() => Prepared(from, ReplaceCount, replaceWorkers), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Puts the prepared items in the place of the oldest ones, and begins to prepare others.</summary>
    /// <exception cref="InvalidOperationException">It was not started.</exception>
    /// <exception cref="DatasetException">An item could not be prepared.</exception>
    public void UpdateCache()
    {
        if (ReplaceCount == 0)
        {
            return;
        }
        var fresh = (replacements ?? throw new InvalidOperationException("SmartCacheDataset: no items are being prepared; call Start first.")).GetAwaiter().GetResult();
        List<object?> old;
        lock (gate)
        {
            old = cache[..ReplaceCount];
            cache.RemoveRange(0, ReplaceCount);
            cache.AddRange(fresh);
            first = (first + ReplaceCount) % items.Length;
        }
        old.ForEach(Free);
        replacements = null;
        Start();
    }

    /// <summary>Ends preparing; what was prepared and not yet kept is freed.</summary>
    public void Shutdown()
    {
        if (replacements is { } running)
        {
            replacements = null;
            foreach (var item in running.GetAwaiter().GetResult())
            {
                Free(item);
            }
        }
    }

    /// <summary>Frees what is kept.</summary>
    public void Dispose()
    {
        Shutdown();
        cache.ForEach(Free);
        cache.Clear();
    }

    private object?[] Prepared(int from, int count, int? workers)
    {
        var made = new object?[count];
        try
        {
            WorkerThreads.Run(count, workers ?? Environment.ProcessorCount, i =>
            {
                var index = (from + i) % items.Length;
                made[i] = DatasetException.Naming(items[index], index, () => CacheDataset.Kept(items[index], transform, steps));
            }, CancellationToken.None);
            return made;
        }
        catch
        {
            Array.ForEach(made, Free);
            throw;
        }
    }

    private static void Free(object? item)
    {
        foreach (var tensor in Transforms.Item.Tensors(item))
        {
            tensor.Dispose();
        }
    }
}
