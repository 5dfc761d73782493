using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>Questions to boxes in the standard mode.</summary>
public static class BoxChecks
{
    /// <summary>The number of axes that all that is given agrees on.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    /// <param name="points">[N, 2] or [N, 3].</param>
    /// <param name="corners">4 or 6 corner coordinates.</param>
    /// <param name="spatialSize">Voxels of an image along each axis.</param>
    /// <returns>2 or 3.</returns>
    /// <exception cref="ArgumentException">Nothing is given, it does not agree, or it is of another number of axes.</exception>
    public static int GetSpatialDims(Tensor? boxes = null, Tensor? points = null, IReadOnlyList<Tensor>? corners = null, IReadOnlyList<int>? spatialSize = null)
    {
        List<int> axes = [];
        if (boxes is not null)
        {
            axes.Add(BoxMode.Axes(boxes));
        }
        if (points is not null)
        {
            axes.Add(points.Dimensions == 2 ? (int)points.shape[1]
                : throw new ArgumentException($"points are [N, 2] or [N, 3]; these are [{string.Join(", ", points.shape)}]."));
        }
        axes.AddRange(corners is null ? [] : [corners.Count / 2]);
        axes.AddRange(spatialSize is null ? [] : [spatialSize.Count]);
        return axes.Distinct().ToArray() is [2 or 3] one ? one[0]
            : throw new ArgumentException($"boxes, points, corners and sizes are to agree on 2 or 3 axes; {(axes.Count == 0 ? "none is given" : $"they have {string.Join(", ", axes)}")}.");
    }

    /// <summary>Whether no box has a negative size.</summary>
    public static bool IsValidBoxValues(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var axes = BoxMode.Axes(boxes);
        return !boxes.narrow(1, axes, axes).lt(boxes.narrow(1, 0, axes)).any().item<bool>();
    }

    /// <summary>The boxes; no boxes, of whatever shape, as [0, 4] or [0, 6].</summary>
    public static Tensor StandardizeEmptyBox(Tensor boxes, int spatialDims)
        => boxes.shape[0] == 0 ? boxes.reshape(0, 2 * spatialDims) : boxes.alias();
}
