using System.Collections;
using static TorchSharp.torch;

namespace Medulla.Bundles.Expressions;

/// <summary>What counts as true: everything but None, False, 0 and what is empty.</summary>
internal static class Truth
{
    public static bool Of(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        string text => text.Length > 0,
        long or int or double or float => Convert.ToDouble(value) != 0,
        MetaTensor image => Of(image.Data),
        Tensor tensor => tensor.numel() == 1 ? tensor.ne(0).item<bool>()
            : throw new ArgumentException($"an array of {tensor.numel()} values is neither true nor false; say any() or all()."),
        ICollection items => items.Count > 0,
        HashSet<object?> set => set.Count > 0,
        _ => true,
    };
}
