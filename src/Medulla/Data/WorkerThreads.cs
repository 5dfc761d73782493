using TorchSharp;

namespace Medulla.Data;

/// <summary>Threads for independent work, such as preparing data: each uses one libtorch thread, for several that wait for each other are slower.</summary>
internal static class WorkerThreads
{
    /// <summary>Does <paramref name="work"/> for 0 to <paramref name="count"/> - 1 on several threads; the first failure stops all and is thrown.</summary>
    public static void Run(int count, int threads, Action<int> work, CancellationToken cancel)
    {
        var next = -1;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var workers = Enumerable.Range(0, Math.Clamp(threads, 1, Math.Max(1, count))).Select(number => Start($"Medulla worker {number}", () =>
        {
            for (var index = Interlocked.Increment(ref next); index < count && failure is null && !cancel.IsCancellationRequested; index = Interlocked.Increment(ref next))
            {
                try
                {
                    work(index);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e), null);
                }
            }
        })).ToList();
        workers.ForEach(worker => worker.Join());
        failure?.Throw();
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Starts a thread that does not keep the program alive.</summary>
    public static Thread Start(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            torch.set_num_threads(1);
            body();
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }
}
