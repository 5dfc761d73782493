using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Vision;

/// <summary>Takes from each channel a mean and divides it by a standard deviation, as torchvision's Normalize.</summary>
/// <param name="Mean">Mean of each channel, or one for all.</param>
/// <param name="Std">Standard deviation of each channel, or one for all; not 0.</param>
/// <exception cref="ArgumentException">A deviation is 0; on a call, the image has another number of channels or whole numbers.</exception>
public sealed record VisionNormalize(Values<double> Mean, Values<double> Std) : Transform
{
    /// <summary>Standard deviations.</summary>
    public Values<double> Std { get; init; } = Std.Contains(0)
        ? throw new ArgumentException($"VisionNormalize: the standard deviations are {Std}; 0 cannot be divided by.") : Std;

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            if (!data.is_floating_point())
            {
                throw new ArgumentException($"intensities are {data.dtype}; floating-point ones are needed to be normalized. Is CastToType missing before this step?");
            }
            return (data - PerChannel(Mean, data)) / PerChannel(Std, data);
        }));

    private static Tensor PerChannel(Values<double> values, Tensor data)
        => values.Count == 1 || values.Count == data.shape[^3]
            ? tensor(values.ToArray(), [values.Count, 1, 1]).to(data)
            : throw new ArgumentException($"{values.Count} values were given for {data.shape[^3]} channels; one, or as many, are expected.");
}
