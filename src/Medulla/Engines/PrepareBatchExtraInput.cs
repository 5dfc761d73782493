using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Images and labels, and further values of the batch as arguments of the network.</summary>
/// <param name="extraKeys">Keys of the batch, one or several, for arguments by position; or a dictionary of keys by the names of arguments.</param>
/// <exception cref="ArgumentException">It is something else.</exception>
public sealed class PrepareBatchExtraInput(object extraKeys) : PrepareBatch
{
    private readonly IReadOnlyList<(string? Name, string Key)> extra = extraKeys switch
    {
        string key => [(null, key)],
        IDictionary map => [.. map.Keys.Cast<object>().Select(name => ((string?)name.ToString(), $"{map[name]}"))],
        IEnumerable keys => [.. keys.Cast<object?>().Select(key => ((string?)null, $"{key}"))],
        _ => throw new ArgumentException($"PrepareBatchExtraInput: extra_keys is {Sample.Describe(extraKeys)}; keys, or a dictionary of them, are expected.", nameof(extraKeys)),
    };

    /// <inheritdoc/>
    public override PreparedBatch Call(object? batchdata, Device? device = null, bool nonBlocking = false)
    {
        object? Value((string? Name, string Key) one) => BatchPreparation.Get(batchdata, one.Key) switch
        {
            null => throw new ArgumentException($"PrepareBatchExtraInput: the batch has no '{one.Key}'."),
            Tensor tensor => BatchPreparation.On(tensor, device),
            MetaTensor image => BatchPreparation.On(image.Data, device),
            var other => other,
        };
        return BatchPreparation.DefaultPrepareBatch(batchdata, device, nonBlocking) with
        {
            Arguments = [.. extra.Where(one => one.Name is null).Select(Value)],
            Named = extra.Where(one => one.Name is not null).ToDictionary(one => one.Name!, Value),
        };
    }
}
