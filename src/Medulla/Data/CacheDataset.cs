using Medulla.Imaging;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>
/// Keeps in memory what the steps before the first random one give, and runs only the rest on each request.
/// </summary>
public sealed class CacheDataset : IDataset, IDisposable
{
    private readonly IReadOnlyList<Sample> items;
    private readonly Compose transform;
    private readonly int steps;
    private readonly object?[] cache;

    /// <summary>Fills the cache, several items at a time.</summary>
    /// <param name="items">The items, such as paths under "image" and "label".</param>
    /// <param name="transform">The pipeline; items are as they are given if null.</param>
    /// <param name="cacheNum">Number of items to keep, from the first; all if null. The others are prepared anew on each request.</param>
    /// <param name="workers">Number of threads that fill the cache; the number of processors if null.</param>
    /// <param name="cacheRate">Part of the items to keep, in [0, 1]; the smaller of this and <paramref name="cacheNum"/> counts.</param>
    /// <param name="onProgress">Told how many items are kept so far.</param>
    /// <param name="cancel">Stops filling.</param>
    /// <exception cref="DatasetException">An item could not be prepared.</exception>
    public CacheDataset(
        [ReferenceName("data")] IReadOnlyList<Sample> items, Compose? transform = null, int? cacheNum = null, [ReferenceName("num_workers")] int? workers = null, double cacheRate = 1, IProgress<int>? onProgress = null,
        CancellationToken cancel = default)
    {
        this.items = items;
        this.transform = transform ?? new();
        steps = this.transform.DeterministicSteps;
        cache = new object?[Math.Min((int)(items.Count * Math.Clamp(cacheRate, 0, 1)), cacheNum ?? items.Count)];
        var done = 0;
        try
        {
            WorkerThreads.Run(cache.Length, workers ?? Environment.ProcessorCount, index =>
            {
                cache[index] = DatasetException.Naming(items[index], index, () => Kept(items[index], this.transform, steps));
                onProgress?.Report(Interlocked.Increment(ref done));
            }, cancel);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public Sample Item(int index) => items[index];

    /// <inheritdoc/>
    public IReadOnlyList<Sample> Get(int index, uint seed)
    {
        var call = new Call(Generators.For(transform, seed));
        return index >= cache.Length
            ? transform.ApplyMany(items[index], seed)
            : Samples.Of(Transforms.Item.Scoped(() => transform.RunSteps(Samples.Share(cache[index]), call, steps, transform.Transforms.Count)));
    }

    /// <summary>Frees what is kept.</summary>
    public void Dispose()
    {
        foreach (var tensor in cache.SelectMany(Transforms.Item.Tensors))
        {
            tensor.Dispose();
        }
    }

    /// <summary>What some steps make of an item; whoever keeps it disposes of it.</summary>
    internal static object? Kept(Sample item, Compose transform, int steps)
    {
        using var scope = NewDisposeScope();
        // Shared, for a value that no step touched belongs to whoever gave the items.
        var result = Samples.Share(transform.RunSteps(item, default, 0, steps));
        foreach (var tensor in Transforms.Item.Tensors(result))
        {
            scope.Detach(tensor);
        }
        return result;
    }
}
