using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A way to cut images into patches.</summary>
public abstract record Splitter
{
    /// <summary>Size of the images, spatial axes alone.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    public abstract Values<long> GetInputShape(Tensor inputs);

    /// <summary>Size that the patches cover, which is larger where images are padded.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    public abstract Values<long> GetPaddedShape(Tensor inputs);

    /// <summary>Cuts images.</summary>
    /// <param name="inputs">Images, [B, C, spatial...].</param>
    /// <returns>Patches [B, C, patch...] and where each begins in the images; before them where it is negative.</returns>
    [ReferenceName("call")]
    public abstract IEnumerable<(Tensor Patch, Values<long> Location)> Split(Tensor inputs);
}
