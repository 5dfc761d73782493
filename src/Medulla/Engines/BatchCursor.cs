using Medulla.Data;

namespace Medulla.Engines;

/// <summary>Goes through batches pass by pass; the number of iterations that are done says where to begin.</summary>
internal sealed class BatchCursor(IBatchSource source, CancellationToken cancel) : IDisposable
{
    private IEnumerator<object?>? batches;
    private int pass;

    /// <summary>The current batch.</summary>
    public object? Current => batches!.Current;

    /// <summary>Where batches come from.</summary>
    public IBatchSource Source => source;

    /// <summary>Begins, unless it has begun already; says whether it did.</summary>
    /// <param name="iteration">Number of iterations that are done.</param>
    /// <param name="epochLength">Iterations of an epoch; 0 where that is not known.</param>
    public bool Begin(int iteration, int epochLength)
    {
        if (batches is not null)
        {
            return false;
        }
        var length = source.BatchCount is > 0 and { } count ? count : epochLength > 0 ? epochLength : int.MaxValue;
        pass = iteration / length;
        Open(iteration % length);
        return true;
    }

    /// <summary>Goes to the next batch; false at the end of the pass.</summary>
    public bool MoveNext() => batches!.MoveNext();

    /// <summary>Begins the next pass.</summary>
    public void Restart()
    {
        pass++;
        Open(0);
    }

    public void Dispose() => batches?.Dispose();

    private void Open(int first)
    {
        batches?.Dispose();
        batches = source.Batches(pass, first, cancel).GetEnumerator();
    }
}
