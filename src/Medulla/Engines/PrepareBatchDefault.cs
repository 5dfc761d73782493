using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Images and labels; see <see cref="BatchPreparation.DefaultPrepareBatch"/>.</summary>
public sealed class PrepareBatchDefault : PrepareBatch
{
    /// <inheritdoc/>
    public override PreparedBatch Call(object? batchdata, Device? device = null, bool nonBlocking = false)
        => BatchPreparation.DefaultPrepareBatch(batchdata, device, nonBlocking);
}
