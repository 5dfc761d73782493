using Medulla.Data;
using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Takes a batch apart into a list of items, see <see cref="Collation.DecollateBatch"/>.</summary>
/// <param name="Detach">Whether tensors are cut off from the graph of gradients, and those of one element become numbers.</param>
/// <param name="PadBatch">Whether what is not batched goes to every item, and what is too short is filled up.</param>
/// <param name="FillValue">What to fill up with.</param>
public sealed record Decollate(bool Detach = true, bool PadBatch = true, object? FillValue = null) : ITransform
{
    object? ITransform.Run(object? item, Call call) => Collation.DecollateBatch(item, Detach, PadBatch, FillValue);

    /// <summary>Takes keys of a batch apart into a list of samples.</summary>
    /// <param name="Keys">The keys, others are dropped; if null, the whole batch, whatever it is.</param>
    /// <param name="Detach">Whether tensors are cut off from the graph of gradients, and those of one element become numbers.</param>
    /// <param name="PadBatch">Whether what is not batched goes to every sample, and what is too short is filled up.</param>
    /// <param name="FillValue">What to fill up with.</param>
    /// <param name="AllowMissingKeys">Whether keys that the batch lacks are passed over.</param>
    public sealed record Keyed(Values<string>? Keys = null, bool Detach = true, bool PadBatch = true, object? FillValue = null, bool AllowMissingKeys = false)
        : ITransform
    {
        object? ITransform.Run(object? item, Call call) => Collation.DecollateBatch(
            Keys is null ? item : new SelectItems(Keys, AllowMissingKeys).Apply(Item.Sample(item, this)), Detach, PadBatch, FillValue);
    }
}
