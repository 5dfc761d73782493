using TorchSharp;

namespace Medulla.Tests;

/// <summary>Counts the tensors of this thread, which tests on other threads do not disturb.</summary>
internal static class LiveTensors
{
    /// <summary>How many more tensors live after five runs than after the first.</summary>
    public static long Growth(Action run)
    {
        run();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 5; i++)
        {
            run();
        }
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
