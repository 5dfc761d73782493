using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Adds a number to all intensities.</summary>
/// <param name="Offset">The number, in units of the image's intensities.</param>
/// <param name="Safe">Whether results beyond the range of an integer type are cut to it instead of wrapping around.</param>
public sealed record ShiftIntensity(double Offset, bool Safe = false) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => Cast.To(image.Data + Offset, image.Data.dtype, Safe)));
}
