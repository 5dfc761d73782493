namespace Medulla.Tests;

/// <summary>Tests of what the whole process shares, live tensors and libtorch's generator: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>Number of native tensors that are alive once the garbage is gone.</summary>
    internal static long LiveTensors()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
