using Medulla.Imaging;
using System.Runtime.ExceptionServices;
using Medulla.Randomness;

namespace Medulla.Data;

/// <summary>
/// Prepares batches ahead on threads. Order and content depend on the seed and the epoch alone, whatever the number of workers.
/// </summary>
/// <param name="dataset">The items.</param>
/// <param name="batchSize">Items for each batch; each may give several samples, all of which go into the batch.</param>
/// <param name="shuffle">Whether each epoch goes through the items in another order.</param>
/// <param name="seed">Base of all seeds; that of <see cref="Determinism"/> if null.</param>
/// <param name="workers">Number of threads; with 0, items are prepared when they are asked for.</param>
/// <param name="prefetch">Number of batches to prepare ahead.</param>
/// <param name="dropLast">Whether a last batch that is not full is left out.</param>
/// <param name="padToLargest">Whether smaller images of a batch are padded; otherwise their shapes must agree.</param>
/// <param name="collateFn">
/// Makes batches of samples in place of stacking them; where it gives one sample of tensors [B, ...], engines take it as any other
/// batch. Only engines ask it; others have typed batches.
/// </param>
/// <param name="sampler">Says which items come and in which order; all of them if null.</param>
/// <param name="repeats">How often engines are given each batch, one time after the other.</param>
/// <exception cref="ArgumentException">There are both a sampler and an order to shuffle.</exception>
[ReferenceName("DataLoader", "ThreadDataLoader")]
public sealed class DataLoader(
    IDataset dataset, int batchSize = 1, bool shuffle = false, uint? seed = null, [ReferenceName("num_workers")] int workers = 0,
    [ReferenceName("prefetch_factor", "buffer_size")] int prefetch = 2, bool dropLast = false, bool padToLargest = false,
    Func<IReadOnlyList<object?>, object?>? collateFn = null, ISampler? sampler = null, int repeats = 1) : IBatchSource
{
    private readonly bool shuffle = !shuffle || sampler is null ? shuffle
        : throw new ArgumentException("DataLoader: the order comes from the sampler; leave shuffle out.", nameof(shuffle));
    private readonly int prefetch = Check.Positive(prefetch);
    private readonly int workers = Check.NotNegative(workers);
    private readonly int repeats = Check.Positive(repeats);
    private readonly uint seed = seed ?? Determinism.Seed;

    /// <summary>Items of a full batch.</summary>
    public int BatchSize { get; } = Check.Positive(batchSize);

    /// <summary>Number of batches of an epoch.</summary>
    public int Count => dropLast ? Total / BatchSize : (Total + BatchSize - 1) / BatchSize;

    /// <summary>Says which items come; null if all do.</summary>
    public ISampler? Sampler => sampler;

    int? IBatchSource.BatchCount => Count;

    int? IBatchSource.ItemsPerBatch => BatchSize;

    bool IBatchSource.HandsOver => true;

    private int Total => sampler?.Count ?? dataset.Count;

    /// <summary>The items.</summary>
    public IDataset Dataset => dataset;

    /// <summary>The batches of an epoch, in order. Whoever gets a batch disposes of it.</summary>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="firstBatch">Number of the batch to begin with.</param>
    /// <param name="cancel">Stops preparing.</param>
    /// <exception cref="DatasetException">An item could not be prepared; it is named.</exception>
    public IEnumerable<Batch> Epoch(int epoch = 0, int firstBatch = 0, CancellationToken cancel = default) => All(epoch, firstBatch, Typed, cancel);

    IEnumerable<object?> IBatchSource.Batches(int pass, int firstBatch, CancellationToken cancel)
    {
        foreach (var batch in All(pass, firstBatch, Free, cancel))
        {
            for (var again = 1; again < repeats && batch is Batch typed; again++)
            {
                yield return new Batch(typed.Samples, padToLargest);
            }
            yield return batch;
        }
    }

    /// <summary>The seed of one item in one epoch.</summary>
    public static uint SeedOf(uint seed, int epoch, int index)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): neighbouring numbers give unrelated seeds.
        var x = seed + 0x9E3779B97F4A7C15UL * (((ulong)(uint)epoch << 32) + (uint)index + 1);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return (uint)((x ^ (x >> 31)) >> 32);
    }

    private int[] Order(int epoch)
        => sampler is not null ? [.. sampler.Order(epoch, SeedOf(seed, epoch, -1))]
            : shuffle ? new RandomState(SeedOf(seed, epoch, -1)).Permutation(dataset.Count) : [.. Enumerable.Range(0, dataset.Count)];

    private IEnumerable<int> ItemsOf(int[] order, int batch) => order.Skip(batch * BatchSize).Take(BatchSize);

    private Batch Typed(IReadOnlyList<Sample> samples) => new(samples, padToLargest);

    /// <summary>A batch as the function makes it; the tensors are its own.</summary>
    private object? Free(IReadOnlyList<Sample> samples)
    {
        if (collateFn is null)
        {
            return Typed(samples);
        }
        // A value that no step touched belongs to whoever gave the items.
        samples = [.. samples.Select(sample => (Sample)Samples.Share(sample)!)];
        var collated = collateFn([.. samples]);
        if (Batch.Of(samples, collated) is { } batch)
        {
            return batch;
        }
        foreach (var tensor in Transforms.Item.Tensors(collated))
        {
            tensor.DetachFromDisposeScope();
        }
        return collated;
    }

    private IEnumerable<T> All<T>(int epoch, int firstBatch, Func<IReadOnlyList<Sample>, T> make, CancellationToken cancel)
    {
        var order = Order(epoch);
        T Prepare(int batch)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            return make([.. ItemsOf(order, batch).SelectMany(index => DatasetException.Naming(
                dataset.Item(index), index, () => dataset.Get(index, SeedOf(seed, epoch, index))))]);
        }
        return workers == 0 ? OnThisThread(Prepare, firstBatch, cancel) : OnThreads(Prepare, firstBatch, cancel);
    }

    private IEnumerable<T> OnThisThread<T>(Func<int, T> prepare, int first, CancellationToken cancel)
    {
        for (var batch = first; batch < Count; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return prepare(batch);
        }
    }

    private IEnumerable<T> OnThreads<T>(Func<int, T> prepare, int first, CancellationToken cancel)
    {
        var total = Count;
        var results = new TaskCompletionSource<T>[Math.Max(0, total - first)];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var room = new SemaphoreSlim(Math.Max(prefetch, workers));
        var started = -1;
        var handedOut = 0;
        var threads = Enumerable.Range(0, workers).Select(number => WorkerThreads.Start($"Medulla loader {number}", Work)).ToList();
        try
        {
            while (handedOut < results.Length)
            {
                yield return Wait(results[handedOut++].Task, cancel);
                room.Release();
            }
        }
        finally
        {
            stop.Cancel();
            threads.ForEach(thread => thread.Join());
            foreach (var left in results.Skip(handedOut).Where(result => result.Task.IsCompletedSuccessfully))
            {
                Free(left.Task.Result);
            }
        }

        void Work()
        {
            while (TryEnter() && Interlocked.Increment(ref started) is var i && i < results.Length)
            {
                try
                {
                    results[i].SetResult(prepare(first + i));
                }
                catch (Exception e)
                {
                    results[i].SetException(e);
                }
            }
        }

        bool TryEnter()
        {
            try
            {
                room.Wait(stop.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private static void Free(object? batch)
    {
        IEnumerable<IDisposable> held = batch is IDisposable whole ? [whole] : Transforms.Item.Tensors(batch);
        foreach (var one in held)
        {
            one.Dispose();
        }
    }

    private static T Wait<T>(Task<T> task, CancellationToken cancel)
    {
        try
        {
            task.Wait(cancel);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
        }
        return task.Result;
    }
}
