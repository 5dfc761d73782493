namespace Medulla.Imaging.Kernels;

/// <summary>Shares loops out among the cores. Results must not depend on where a loop is cut.</summary>
internal static class Work
{
    /// <summary>Less than this many voxel operations are not worth a second thread.</summary>
    private const long Grain = 1 << 15;

    /// <summary>Pieces for each core, so that one held up elsewhere does not hold up all.</summary>
    private const int PiecesPerCore = 4;

    private static readonly ParallelOptions AllCores = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Calls <paramref name="body"/> with ranges [first, end) that make up [0, <paramref name="count"/>); once, on this thread, for little work.</summary>
    /// <param name="count">Passes of the loop.</param>
    /// <param name="cost">Voxel operations in each.</param>
    /// <param name="body">The loop over a range.</param>
    public static void Split(long count, long cost, Action<long, long> body)
    {
        var pieces = Math.Min(Math.Min(count, (long)PiecesPerCore * Environment.ProcessorCount), count * cost / Grain);
        if (pieces >= 2)
        {
            Parallel.For(0, pieces, AllCores, piece => body(count * piece / pieces, count * (piece + 1) / pieces));
        }
        else if (count > 0)
        {
            body(0, count);
        }
    }
}
