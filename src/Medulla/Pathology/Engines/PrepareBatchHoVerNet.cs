using Medulla.Engines;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Pathology.Engines;

/// <summary>Images, and labels for each branch of a HoVerNet: nuclei, their types, and the distances to their centres.</summary>
/// <param name="extraKeys">Keys of the batch: the types, and the distances.</param>
/// <exception cref="ArgumentException">There are more or fewer than two keys.</exception>
public sealed class PrepareBatchHoVerNet(Values<string> extraKeys) : PrepareBatch
{
    private readonly PrepareBatchExtraInput preparation = extraKeys?.Count == 2 ? new(extraKeys)
        : throw new ArgumentException($"PrepareBatchHoVerNet: extra_keys is {extraKeys?.ToString() ?? "null"}; two keys are expected, of the types and of the distances.", nameof(extraKeys));

    /// <inheritdoc/>
    public override PreparedBatch Call(object? batchdata, Device? device = null, bool nonBlocking = false)
    {
        var prepared = preparation.Call(batchdata, device, nonBlocking);
        return new(prepared.Inputs, new Dictionary<string, object?>
        {
            ["nucleus_prediction"] = prepared.Targets,
            ["type_prediction"] = prepared.Arguments[0],
            ["horizontal_vertical"] = prepared.Arguments[1],
        });
    }
}
