using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>What a classifier says of the classes that are asked for.</summary>
internal static class ClassScores
{
    /// <summary>The class of each image: the given one, or the one with the highest score.</summary>
    /// <param name="logits">[B, K] or [B, K, spatial...].</param>
    /// <param name="classes">One for all or one for each; the one with the highest score if null.</param>
    /// <returns>[B], int64.</returns>
    /// <exception cref="ArgumentException">There is no such class, or there are not as many classes as images.</exception>
    public static Tensor Classes(Tensor logits, Values<int>? classes)
    {
        var (items, count) = (logits.shape[0], logits.shape[1]);
        if (classes is null)
        {
            return (logits.Dimensions > 2 ? logits.flatten(2).sum([2]) : logits).argmax(1);
        }
        return classes.Count != 1 && classes.Count != items ? throw new ArgumentException($"class_idx is {classes}; one class or {items} (one for each image) are expected.")
            : classes.Any(one => one < 0 || one >= count) ? throw new ArgumentException($"class_idx is {classes}; the network knows classes 0 to {count - 1}.")
            : tensor([.. Enumerable.Range(0, (int)items).Select(i => (long)classes.Cyclic(i))]).to(logits.device);
    }

    /// <summary>The score of each image's class, [B], summed over space where there is any.</summary>
    public static Tensor Of(Tensor logits, Tensor classes)
    {
        var scores = logits.Dimensions > 2 ? logits.flatten(2).sum([2]) : logits;
        return scores.gather(1, classes.unsqueeze(1)).squeeze(1);
    }
}
