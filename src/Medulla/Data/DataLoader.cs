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
[ReferenceName("DataLoader", "ThreadDataLoader")]
public sealed class DataLoader(
    IDataset dataset, int batchSize = 1, bool shuffle = false, uint? seed = null, [ReferenceName("num_workers")] int workers = 0, int prefetch = 2, bool dropLast = false,
    bool padToLargest = false)
{
    private readonly int batchSize = Check.Positive(batchSize);
    private readonly int prefetch = Check.Positive(prefetch);
    private readonly int workers = Check.NotNegative(workers);
    private readonly uint seed = seed ?? Determinism.Seed;

    /// <summary>Number of batches of an epoch.</summary>
    public int Count => dropLast ? dataset.Count / batchSize : (dataset.Count + batchSize - 1) / batchSize;

    /// <summary>The items.</summary>
    public IDataset Dataset => dataset;

    /// <summary>The batches of an epoch, in order. Whoever gets a batch disposes of it.</summary>
    /// <param name="epoch">Number of the epoch, from 0.</param>
    /// <param name="firstBatch">Number of the batch to begin with.</param>
    /// <param name="cancel">Stops preparing.</param>
    /// <exception cref="DatasetException">An item could not be prepared; it is named.</exception>
    public IEnumerable<Batch> Epoch(int epoch = 0, int firstBatch = 0, CancellationToken cancel = default)
    {
        var order = Order(epoch);
        return workers == 0 ? OnThisThread(order, epoch, firstBatch, cancel) : OnThreads(order, epoch, firstBatch, cancel);
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
        => shuffle ? new RandomState(SeedOf(seed, epoch, -1)).Permutation(dataset.Count) : [.. Enumerable.Range(0, dataset.Count)];

    private IEnumerable<int> ItemsOf(int[] order, int batch) => order.Skip(batch * batchSize).Take(batchSize);

    private Batch Prepare(int[] order, int epoch, int batch)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var samples = ItemsOf(order, batch).SelectMany(index => DatasetException.Naming(
            dataset.Item(index), index, () => dataset.Get(index, SeedOf(seed, epoch, index)))).ToList();
        return new(samples, padToLargest);
    }

    private IEnumerable<Batch> OnThisThread(int[] order, int epoch, int first, CancellationToken cancel)
    {
        for (var batch = first; batch < Count; batch++)
        {
            cancel.ThrowIfCancellationRequested();
            yield return Prepare(order, epoch, batch);
        }
    }

    private IEnumerable<Batch> OnThreads(int[] order, int epoch, int first, CancellationToken cancel)
    {
        var total = Count;
        var results = new TaskCompletionSource<Batch>[Math.Max(0, total - first)];
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
                left.Task.Result.Dispose();
            }
        }

        void Work()
        {
            while (TryEnter() && Interlocked.Increment(ref started) is var i && i < results.Length)
            {
                try
                {
                    results[i].SetResult(Prepare(order, epoch, first + i));
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

    private static Batch Wait(Task<Batch> task, CancellationToken cancel)
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
