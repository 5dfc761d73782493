using System.Collections;
using System.Globalization;
using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>Layers of a <see cref="HighResNet"/>: a convolution, or residual blocks.</summary>
/// <param name="NFeatures">Channels of the output; of no meaning for the last layer, which gives the network's.</param>
/// <param name="Kernels">Voxels under the kernel of each convolution of a block, or of the one convolution.</param>
/// <param name="Repeat">How many blocks; of no meaning for convolutions.</param>
public sealed record HighResLayer(int NFeatures, Values<int> Kernels, int Repeat = 1)
{
    /// <summary>Layers as configurations write them, by the names n_features, kernel_size or kernels, and repeat.</summary>
    /// <exception cref="ArgumentException">There are no kernels, or something is no number.</exception>
    public static implicit operator HighResLayer(Dictionary<string, object?> parameters)
    {
        var kernels = Numbers("kernels") ?? Numbers("kernel_size") ?? throw new ArgumentException(
            $"{nameof(HighResNet)}: a layer has {string.Join(", ", parameters.Keys)}; kernel_size or kernels is missing.", nameof(parameters));
        return new(Numbers("n_features")?[0] ?? 0, kernels, Numbers("repeat")?[0] ?? 1);

        Values<int>? Numbers(string name) => !parameters.TryGetValue(name, out var value) ? null
            : Values.From((value is IEnumerable list and not string ? list.Cast<object?>() : [value]).Select(item => item is int or long
                ? Convert.ToInt32(item, CultureInfo.InvariantCulture)
                : throw new ArgumentException($"{nameof(HighResNet)}: {name} of a layer is {item ?? "null"}; a whole number is expected.", nameof(parameters))));
    }
}
