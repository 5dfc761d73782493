using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Makes images of arrays and numbers, and forgets the history of those that are images already.</summary>
/// <param name="Dtype">Element type; the item's own if null.</param>
/// <param name="Device">Where the result is to live; where it lives already if null.</param>
/// <param name="WrapSequence">Whether a list of numbers or arrays becomes one array; otherwise each element becomes one.</param>
/// <param name="TrackMeta">Whether the result carries geometry; otherwise it is a bare tensor.</param>
public sealed record ToTensor(ScalarType? Dtype = null, Device? Device = null, bool WrapSequence = true, bool TrackMeta = true) : ITransform
{
    /// <summary>The item as an array; text stays as it is.</summary>
    public object? Apply(object? img)
        => new EnsureType(ArrayKind.Tensor, Dtype, Device, WrapSequence, TrackMeta).Apply(img is MetaTensor image ? image.WithApplied([]) : img);

    object? ITransform.Run(object? item, Call call) => Apply(item);
}
