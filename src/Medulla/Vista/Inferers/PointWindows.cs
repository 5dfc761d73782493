using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Vista.Inferers;

/// <summary>A network that segments what points in an image show, one window of it at a time.</summary>
/// <param name="window">The window, [1, C, window...].</param>
/// <param name="pointCoords">Points in voxels of the whole image, [1, N, 3].</param>
/// <param name="pointLabels">[1, N].</param>
/// <param name="classVector">The class to segment by number, if any.</param>
/// <param name="promptClass">The class that the points mean, if it is known.</param>
/// <param name="patchCoords">Where the window lies, one place.</param>
/// <param name="prevMask">Logits that were found before, [1, 1, image...], if any.</param>
/// <returns>Logits, [1, 1, window...].</returns>
public delegate Tensor PointPredictor(
    Tensor window, Tensor pointCoords, Tensor pointLabels, Tensor? classVector, Tensor? promptClass, IReadOnlyList<Window> patchCoords, Tensor? prevMask);

/// <summary>Inference in windows around the points that were clicked. He et al., VISTA3D (2024).</summary>
public static class PointWindows
{
    /// <summary>Segments one object by points.</summary>
    /// <param name="inputs">An image, [1, C, H, W, D].</param>
    /// <param name="roiSize">Size of the windows, 0 or less for that of the image; smaller images are padded with zeros.</param>
    /// <param name="predictor">The network, such as a <see cref="Networks.Nets.VISTA3D"/>.</param>
    /// <param name="pointCoords">Points in voxels, [1, N, 3].</param>
    /// <param name="pointLabels">[1, N].</param>
    /// <param name="classVector">The class to segment by number, if any.</param>
    /// <param name="promptClass">The class that the points mean, if it is known.</param>
    /// <param name="prevMask">Logits that were found before, [1, 1, H, W, D]; they stay where no window lies.</param>
    /// <param name="pointStart">Number of points that were used before.</param>
    /// <param name="centerOnly">Whether one window is run for each point, around it; otherwise the 27 with the point in the middle and near each side.</param>
    /// <param name="margin">Voxels between the point and that side.</param>
    /// <returns>Logits on the CPU, [1, 1, H, W, D]: sums over windows, NaN where none lies and nothing was found before.</returns>
    /// <exception cref="ArgumentException">There is more than one image or object, or no point is left.</exception>
    [ReferenceName("point_based_window_inferer")]
    public static Tensor Infer(
        Tensor inputs, Values<int> roiSize, PointPredictor predictor, Tensor pointCoords, Tensor pointLabels, Tensor? classVector = null, Tensor? promptClass = null,
        Tensor? prevMask = null, int pointStart = 0, bool centerOnly = true, int margin = 5)
    {
        if (inputs.Dimensions != 5 || inputs.shape[0] != 1 || pointCoords.Dimensions != 3 || pointCoords.shape[0] != 1 || pointStart >= pointCoords.shape[1])
        {
            throw new ArgumentException(
                $"point_based_window_inferer: inputs are [{string.Join(", ", inputs.shape)}], points [{string.Join(", ", pointCoords.shape)}] of which {pointStart} are done; "
                + "[1, C, H, W, D] and [1, N, 3] are expected, N being more than are done.");
        }
        if (roiSize.Count != 3)
        {
            throw new ArgumentException($"point_based_window_inferer: roiSize is {roiSize}; three numbers are expected.", nameof(roiSize));
        }
        using var scope = NewDisposeScope();
        long[] size = [.. roiSize.Select((n, axis) => n > 0 ? n : inputs.shape[axis + 2])];
        long[] before = [.. size.Select((n, axis) => Math.Max(0, n - inputs.shape[axis + 2]) / 2)];
        var (image, mask) = (Padded(inputs), prevMask is null ? null : Padded(prevMask));
        var points = pointCoords + tensor(before, ScalarType.Float32, pointCoords.device);
        var (sum, covered) = (zeros([1, 1, .. image.shape[2..]]), zeros([1, 1, .. image.shape[2..]], ScalarType.Bool));
        foreach (var (start, shape) in Windows(points[0, pointStart..], image.shape[2..], size, centerOnly, margin))
        {
            using var step = NewDisposeScope();
            var window = new Window(0, start);
            window.Cut(sum, shape).add_(predictor(window.Cut(image, shape), points, pointLabels, classVector, promptClass, [window], mask).to(sum.device));
            window.Cut(covered, shape).fill_(true);
        }
        var result = where(covered, sum, mask?.to(sum.dtype, sum.device) ?? full_like(sum, float.NaN));
        return new Window(0, before).Cut(result, inputs.shape[2..]).contiguous().MoveToOuterDisposeScope();

        Tensor Padded(Tensor whole) => nn.functional.pad(
            whole, [.. Enumerable.Range(0, 3).Reverse().SelectMany(axis => new[] { before[axis], Math.Max(0, size[axis] - whole.shape[axis + 2]) - before[axis] })]);
    }

    private static IEnumerable<(long[] Start, long[] Size)> Windows(Tensor points, long[] image, long[] size, bool centerOnly, int margin)
    {
        var places = points.to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray();
        foreach (var at in places.Chunk(3))
        {
            IEnumerable<(long Start, long End)[]> windows = [[]];
            for (var axis = 0; axis < 3; axis++)
            {
                var choices = Choices(at[axis], size[axis], image[axis], centerOnly, margin);
                windows = [.. windows.SelectMany(window => choices.Select(choice => ((long, long)[])[.. window, choice]))];
            }
            foreach (var window in windows)
            {
                yield return ([.. window.Select(axis => axis.Start)], [.. window.Select(axis => axis.End - axis.Start)]);
            }
        }
    }

    /// <summary>Where windows lie on one axis; those that would leave the image are moved into it.</summary>
    private static (long Start, long End)[] Choices(double at, long size, long image, bool centerOnly, int margin)
    {
        var half = size / 2;
        var middle = at - half < 0 ? (0, size) : at + half > image ? (image - size, image) : ((long)at - half, (long)at + half);
        return centerOnly ? [middle] : [Inside(at - size + margin), Inside(Math.Min(image, at + size - margin) - size), middle];

        (long, long) Inside(double start) => Math.Clamp((long)start, 0, image - size) is var first ? (first, first + size) : default;
    }
}
