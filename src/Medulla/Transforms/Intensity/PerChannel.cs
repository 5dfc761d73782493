using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Work that has one parameter for the whole image or one for each channel.</summary>
internal static class PerChannel
{
    /// <summary>Applies <paramref name="work"/> to the image, or to each channel with its own parameter.</summary>
    /// <exception cref="ArgumentException">There are neither one nor as many parameters as channels.</exception>
    public static Tensor Apply<T>(Tensor image, Values<T> parameters, Func<Tensor, T, Tensor> work)
        => parameters.Count == 1 ? work(image, parameters[0])
            : parameters.Count == image.shape[0] ? stack(image.unbind(0).Zip(parameters, work))
            : throw new ArgumentException($"{parameters.Count} parameters were drawn for channels; the image has {image.shape[0]}.");
}
