using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>One factor for each class, or one for all.</summary>
internal static class ClassWeights
{
    /// <summary>Weights of at least 0.</summary>
    /// <exception cref="ArgumentException">One is negative or not finite.</exception>
    public static Values<double>? Checked(Values<double>? weight, string owner)
        => weight is null || weight.All(w => w >= 0 && double.IsFinite(w)) ? weight
            : throw new ArgumentException($"{owner}: weight is {weight}; a weight is negative or not finite, at least 0 is expected.", nameof(weight));

    /// <summary>The weights as a tensor [C] of the element type and device of <paramref name="like"/>.</summary>
    /// <exception cref="ArgumentException">There are neither one nor <paramref name="classes"/>.</exception>
    public static Tensor For(Values<double> weight, long classes, Tensor like, string owner)
        => weight.Count == 1 || weight.Count == classes
            ? tensor([.. Enumerable.Range(0, (int)classes).Select(weight.Cyclic)], like.dtype, like.device)
            : throw new ArgumentException($"{owner}: weight has {weight.Count} entries for {classes} classes; give one for each class that counts, so none for a background that is left out.");
}
