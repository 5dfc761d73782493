using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Moves the voxels to a device.</summary>
/// <param name="Device">The device.</param>
/// <param name="NonBlocking">Whether the copy may go on while the program does, from pinned memory.</param>
public sealed record ToDevice(Device Device, bool NonBlocking = false) : ITransform
{
    /// <summary>The image on the device.</summary>
    public MetaTensor Apply(MetaTensor img)
        => img.WithData(img.Data.to(Device, disposeAfter: false, non_blocking: NonBlocking).alias());

    object? ITransform.Run(object? item, Call call) => item switch
    {
        MetaTensor image => Apply(image),
        Tensor tensor => Apply(new(tensor)).Data,
        _ => throw new ArgumentException($"ToDevice moves arrays; it was given {Sample.Describe(item)}. Is EnsureType missing before this step?"),
    };
}
