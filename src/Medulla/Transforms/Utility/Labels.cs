using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Facts about label maps and masks.</summary>
public static class Labels
{
    /// <summary>The labels that occur.</summary>
    /// <param name="img">Labels, [1, spatial...], or one-hot, [C, spatial...].</param>
    /// <param name="isOnehot">Which of the two; of a one-hot image, the numbers of channels with a positive sum.</param>
    /// <param name="discard">Labels to leave out.</param>
    /// <exception cref="ArgumentException">An image of labels has several channels, or values that are no whole numbers.</exception>
    public static IReadOnlySet<long> GetUniqueLabels(Tensor img, bool isOnehot, Values<long>? discard = null)
    {
        using var scope = NewDisposeScope();
        HashSet<long> labels;
        if (isOnehot)
        {
            labels = [.. img.unbind(0).Select((channel, number) => (channel, number)).Where(one => one.channel.sum().gt(0).item<bool>()).Select(one => (long)one.number)];
        }
        else
        {
            if (img.shape[0] != 1)
            {
                throw new ArgumentException($"an image of labels has one channel; this one has {img.shape[0]}. Is it one-hot?");
            }
            var found = img.unique().output.to_type(ScalarType.Float64).data<double>().ToArray();
            labels = [.. found.Select(value => value == Math.Floor(value) ? (long)value
                : throw new ArgumentException($"labels are whole numbers; the image has {value}."))];
        }
        labels.ExceptWith(discard ?? []);
        return labels;
    }

    /// <summary>Where a 2-D picture is not 0.</summary>
    /// <param name="img">[H, W].</param>
    /// <returns>First and last column, first and last row; [4] of int64.</returns>
    /// <exception cref="ArgumentException">It is 0 everywhere.</exception>
    public static Tensor ImgBounds(Tensor img)
    {
        using var scope = NewDisposeScope();
        var columns = img.ne(0).any(0).nonzero().flatten();
        var rows = img.ne(0).any(1).nonzero().flatten();
        return columns.numel() == 0 ? throw new ArgumentException("the picture is 0 everywhere, so nothing has bounds.")
            : stack([columns[0], columns[^1], rows[0], rows[^1]]).MoveToOuterDisposeScope();
    }

    /// <summary>Whether a point is within a picture and off its edges.</summary>
    public static bool InBounds(double x, double y, double margin, double maxx, double maxy)
        => margin <= x && x < maxx - margin && margin <= y && y < maxy - margin;

    /// <summary>Whether all values are the same.</summary>
    public static bool IsEmpty(Tensor img)
    {
        using var scope = NewDisposeScope();
        return !img.max().gt(img.min()).item<bool>();
    }

    /// <summary>Whether an image is 0 along its edges.</summary>
    /// <param name="img">[C, H, W].</param>
    /// <param name="margin">How wide the edges are, at least 1 voxel.</param>
    public static bool ZeroMargins(Tensor img, int margin)
    {
        using var scope = NewDisposeScope();
        var inside = img.ne(0);
        return Enumerable.Range(1, 2).All(axis => Math.Min(Check.Positive(margin), img.shape[axis]) is var width
            && !inside.narrow(axis, 0, width).any().item<bool>() && !inside.narrow(axis, img.shape[axis] - width, width).any().item<bool>());
    }
}
