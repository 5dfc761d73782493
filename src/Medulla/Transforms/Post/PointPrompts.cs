using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>
/// Points that tell a promptable network what to segment: drawn from labels, painted into images, and used to choose among the components
/// of a result. Labels of points are 0 or 2 for outside, 1 or 3 for inside, -1 for none. Source: He et al., "VISTA3D" (2024).
/// </summary>
public static class PointPrompts
{
    /// <summary>Paints points as discs or gaussian spots.</summary>
    /// <param name="imageSize">Voxels along each of three axes.</param>
    /// <param name="point">Voxel coordinates [B, N, 3].</param>
    /// <param name="pointLabel">[B, N].</param>
    /// <param name="radius">Radius of the disc, or standard deviation of the gaussian, in voxels.</param>
    /// <param name="disc">Whether to paint discs of 1; gaussians with a peak of 1 otherwise.</param>
    /// <returns>[B, 2, spatial...], points outside in the first channel, inside in the second; where spots overlap they add up.</returns>
    [ReferenceName("convert_points_to_disc")]
    public static Tensor Paint(Values<int> imageSize, Tensor point, Tensor pointLabel, int radius = 2, bool disc = false) => TensorMemory.Scoped(() =>
    {
        var masks = zeros([point.shape[0], 2, .. imageSize], device: point.device);
        foreach (var (item, label, at) in Each(point, pointLabel).Where(one => one.Label > -1))
        {
            using var scope = NewDisposeScope();
            var squares = at.Select((x, axis) => (arange(imageSize[axis], ScalarType.Float32, point.device) - x).square()).ToArray();
            var distance = squares[0].reshape(-1, 1, 1) + squares[1].reshape(-1, 1) + squares[2];
            masks[item, IsInside(label) ? 1 : 0].add_(disc ? distance.lt(radius * radius) : distance.div_(-2f * radius * radius).exp_());
        }
        return masks;
    });

    /// <summary>Of two masks, the components that points lie in or near: those inside choose from one, those outside from the other.</summary>
    /// <param name="imgPos">[B, 1, spatial...], bool, three spatial axes.</param>
    /// <param name="imgNeg">The same for points outside.</param>
    /// <param name="pointCoords">Voxel coordinates [B, N, 3].</param>
    /// <param name="pointLabels">[B, N].</param>
    /// <param name="posVal">Labels of points inside; 1 and 3 if null.</param>
    /// <param name="negVal">Labels of points outside; 0 and 2 if null.</param>
    /// <param name="margins">A point reaches components less than this many voxels away.</param>
    /// <returns>[B, 1, spatial...], bool: both choices together.</returns>
    /// <exception cref="ArgumentException">The masks are not bool, or not of one shape.</exception>
    [ReferenceName("keep_merge_components_with_points")]
    public static Tensor MergeComponents(
        Tensor imgPos, Tensor imgNeg, Tensor pointCoords, Tensor pointLabels, Values<int>? posVal = null, Values<int>? negVal = null, int margins = 3)
    {
        if (imgPos.dtype != ScalarType.Bool || imgNeg.dtype != ScalarType.Bool || imgPos.Dimensions != 5 || !imgPos.shape.AsSpan().SequenceEqual(imgNeg.shape))
        {
            throw new ArgumentException("keep_merge_components_with_points: "
                + $"the masks are {imgPos.dtype} [{string.Join(", ", imgPos.shape)}] and {imgNeg.dtype} [{string.Join(", ", imgNeg.shape)}]; two of bool [B, 1, H, W, D] are expected.");
        }
        return TensorMemory.Scoped(() =>
        {
            var kept = zeros_like(imgPos);
            foreach (var points in Each(pointCoords, pointLabels).GroupBy(one => one.Item))
            {
                var (inside, outside) = (Components(imgPos[points.Key, 0]), Components(imgNeg[points.Key, 0]));
                foreach (var (item, label, at) in points)
                {
                    var components = (posVal ?? [1, 3]).Contains(label) ? inside : (negVal ?? [0, 2]).Contains(label) ? outside : null;
                    if (components is not null && Near(components, at, margins) is { } number)
                    {
                        kept[item, 0].logical_or_(components.eq(number).to(kept.device));
                    }
                }
            }
            return kept;
        });
    }

    /// <summary>Of each channel of a result, the components with a point inside; others get the mean of what is not kept.</summary>
    /// <param name="img">Logits [1, B, spatial...], three spatial axes; above 0 is foreground, NaN is nothing.</param>
    /// <param name="pointCoords">Voxel coordinates [B, N, 3].</param>
    /// <param name="pointLabels">[B, N]; a channel without points inside stays as it is.</param>
    /// <returns>[1, B, spatial...]; the argument stays as it is.</returns>
    [ReferenceName("keep_components_with_positive_points")]
    public static Tensor KeepComponents(Tensor img, Tensor pointCoords, Tensor pointLabels) => TensorMemory.Scoped(() =>
    {
        var result = img.clone();
        foreach (var points in Each(pointCoords, pointLabels).Where(one => one.Label is 1 or 3).GroupBy(one => one.Item))
        {
            var channel = result[0, points.Key];
            var foreground = channel.gt(0);
            var components = Components(foreground).to(img.device);
            var kept = zeros_like(foreground);
            foreach (var (_, _, at) in points)
            {
                long[] voxel = [.. at.Select(Round)];
                var number = components[voxel[0], voxel[1], voxel[2]].item<int>();
                if (number > 0)
                {
                    kept.logical_or_(components.eq(number));
                }
            }
            var rest = channel.masked_select(kept.logical_or(channel.isnan()).logical_not_());
            channel.copy_(where(foreground.logical_and(kept.logical_not()), rest.mean(), channel));
        }
        return result;
    });

    /// <summary>Draws points from labels: inside, off the border where the label is thick enough, and outside.</summary>
    /// <param name="labels">[1, 1, spatial...], three spatial axes.</param>
    /// <param name="labelSet">The B labels to draw for.</param>
    /// <param name="maxPpoint">Most points inside each.</param>
    /// <param name="maxNpoint">Most points outside each.</param>
    /// <param name="useCenter">Whether to take those nearest to the label's middle; at random otherwise.</param>
    /// <param name="random">What to draw from; nobody can foretell it if null.</param>
    /// <returns>On the CPU, points [B, N, 3] and their labels [B, N], padded with points of label -1; float32 where a label does not occur, int64 otherwise.</returns>
    /// <exception cref="ArgumentException">There is more than one image.</exception>
    [ReferenceName("sample_points_from_label")]
    public static (Tensor Points, Tensor Labels) Sample(
        Tensor labels, Values<int> labelSet, int maxPpoint = 1, int maxNpoint = 0, bool useCenter = false, RandomState? random = null)
    {
        if (labels.shape[0] != 1)
        {
            throw new ArgumentException($"sample_points_from_label: labels are [{string.Join(", ", labels.shape)}]; one image is expected.");
        }
        random ??= new();
        using var scope = NewDisposeScope();
        List<Tensor> points = [], kinds = [];
        foreach (var mask in labelSet.Select(label => labels[0, 0].eq(label).cpu()))
        {
            var inside = KeepLargestConnectedComponent.GetLargestConnectedComponentMask(Morphology.Erode(mask.unsqueeze(0).unsqueeze(0))[0, 0]).nonzero();
            inside = inside.shape[0] > 0 ? inside : mask.nonzero();
            if (inside.shape[0] == 0)
            {
                points.Add(zeros(maxPpoint + maxNpoint, 3));
                kinds.Add(full(maxPpoint + maxNpoint, -1f));
                continue;
            }
            var outside = mask.logical_not().nonzero();
            var (own, others) = ((int)Math.Min(inside.shape[0], maxPpoint), (int)Math.Min(outside.shape[0], maxNpoint));
            var order = useCenter
                ? (inside - inside.to_type(ScalarType.Float32).mean([0])).square().sum(1).argsort()
                : tensor(random.Permutation((int)inside.shape[0]).Select(n => (long)n).ToArray());
            var drawn = tensor([.. Enumerable.Range(0, others).Select(_ => random.RandInt(outside.shape[0]))], ScalarType.Int64);
            var left = maxPpoint + maxNpoint - own - others;
            points.Add(cat([inside[order.narrow(0, 0, own)], outside[drawn], zeros([left, 3], ScalarType.Int64)]));
            kinds.Add(tensor([.. Enumerable.Repeat(1L, own), .. Enumerable.Repeat(0L, others), .. Enumerable.Repeat(-1L, left)]));
        }
        return (stack(points).MoveToOuterDisposeScope(), stack(kinds).MoveToOuterDisposeScope());
    }

    private static IEnumerable<(long Item, int Label, double[] At)> Each(Tensor points, Tensor labels)
    {
        var coordinates = points.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var kinds = labels.to_type(ScalarType.Int32).cpu().contiguous().data<int>().ToArray();
        var each = points.shape[1];
        return kinds.Select((label, i) => (i / each, label, coordinates[(3 * i)..(3 * i + 3)]));
    }

    private static bool IsInside(int label) => label is not (0 or 2);

    private static long Round(double x) => (long)Math.Round(x, MidpointRounding.ToEven);

    /// <summary>Numbers the components of a mask, int32; voxels that touch at a corner belong together.</summary>
    private static Tensor Components(Tensor mask)
    {
        var foreground = mask.cpu().contiguous();
        var numbers = empty(foreground.shape, ScalarType.Int32);
        ConnectedComponents.Label<byte>(foreground.AsSpan<byte>(), foreground.shape, 3, numbers.AsSpan<int>());
        return numbers;
    }

    /// <summary>The last component in the least box around a point that has one.</summary>
    private static int? Near(Tensor components, double[] at, int margins)
    {
        for (var margin = 0; margin < margins; margin++)
        {
            using var scope = NewDisposeScope();
            var box = components;
            for (var axis = 0; axis < 3; axis++)
            {
                var low = Math.Clamp(Round(at[axis]) - margin, 0, components.shape[axis]);
                box = box.narrow(axis, low, Math.Max(0, Math.Min(Round(at[axis]) + margin + 1, components.shape[axis]) - low));
            }
            if (box.numel() > 0 && box.max().item<int>() is > 0 and var number)
            {
                return number;
            }
        }
        return null;
    }
}
