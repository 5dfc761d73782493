using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Reads sequences of patches ahead on another thread.</summary>
internal static class ReadAhead
{
    /// <summary>The same patches, in order; up to <paramref name="count"/> wait to be taken.</summary>
    /// <remarks>The patches belong to the dispose scope of who takes them. What was read and not taken is freed.</remarks>
    public static IEnumerable<(Tensor Patch, T Place)> Of<T>(IEnumerable<(Tensor Patch, T Place)> patches, int count)
    {
        using BlockingCollection<(Tensor Patch, T Place)> ready = new(count);
        using CancellationTokenSource stop = new();
        Exception? failure = null;
        var reader = WorkerThreads.Start("Medulla patches", () =>
        {
            try
            {
                using var scope = NewDisposeScope();
                foreach (var (patch, rest) in patches)
                {
                    Hand(ready, patch.alias().DetachFromDisposeScope(), rest, stop.Token);
                }
            }
            catch (Exception e)
            {
                failure = e is OperationCanceledException && stop.IsCancellationRequested ? null : e;
            }
            finally
            {
                ready.CompleteAdding();
            }
        });
        try
        {
            foreach (var (patch, rest) in ready.GetConsumingEnumerable())
            {
                var own = patch.alias();
                patch.Dispose();
                yield return (own, rest);
            }
        }
        finally
        {
            stop.Cancel();
            reader.Join();
            foreach (var (patch, _) in ready)
            {
                patch.Dispose();
            }
        }
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static void Hand<T>(BlockingCollection<(Tensor, T)> ready, Tensor patch, T rest, CancellationToken stop)
    {
        try
        {
            ready.Add((patch, rest), stop);
        }
        catch
        {
            patch.Dispose();
            throw;
        }
    }
}
