using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>Windows on the last two axes of an array.</summary>
internal static class PatchWindow
{
    /// <summary>The part of an array in a window; ends beyond the array count as its own, negative starts from the end, as slices in Python.</summary>
    public static Tensor Of(Tensor array, (long Start, long End) rows, (long Start, long End) columns) => Along(Along(array, -2, rows), -1, columns);

    private static Tensor Along(Tensor array, int axis, (long Start, long End) window)
    {
        var length = array.shape[array.Dimensions + axis];
        var start = Math.Clamp(window.Start < 0 ? window.Start + length : window.Start, 0, length);
        return array.narrow(array.Dimensions + axis, start, Math.Max(0, Math.Min(window.End, length) - start));
    }
}
