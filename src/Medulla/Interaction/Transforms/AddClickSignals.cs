using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Cuts a patch around each click out of a picture, with the click as a further channel and all other clicks as another one. Clicks outside the
/// picture are left out. The sample gets the patches' boxes and the picture's size, with which <see cref="PostFilterLabel"/> puts results back.
/// </summary>
/// <param name="Image">Key of the picture, [C, H, W]; becomes the patches, [N, C + 2, <paramref name="BbSize"/>, <paramref name="BbSize"/>].</param>
/// <param name="Foreground">Key of the clicks, a list of (row, column); of these "location" in the sample, if there is one, is taken away.</param>
/// <param name="BbSize">Pixels of a patch along each axis.</param>
/// <param name="Gaussian">Whether points are blurred; in a picture of whole numbers they then vanish.</param>
/// <param name="Sigma">Standard deviation of the blur, pixels.</param>
/// <param name="Truncated">Where the blur ends, standard deviations.</param>
/// <param name="AddExclusionMap">Whether there is a channel of the other clicks.</param>
/// <exception cref="ArgumentException">On a call: no click lies in the picture.</exception>
public sealed record AddClickSignals(
    string Image = "image", string Foreground = "foreground", int BbSize = 128, bool Gaussian = false, double Sigma = 1, double Truncated = 2,
    bool AddExclusionMap = true) : SampleTransform(Image)
{
    private const string Location = "location";

    /// <summary>Pixels of a patch along each axis.</summary>
    public int BbSize { get; init; } = Check.Positive(BbSize);

    private protected override Sample Apply(Sample sample, Call call) => At(Image, () =>
    {
        using var scope = NewDisposeScope();
        var picture = sample.Image(Image).Data;
        if (picture.Dimensions != 3)
        {
            throw new ArgumentException($"clicks are in pictures [C, H, W]; this is [{string.Join(", ", picture.shape)}].");
        }
        var (height, width) = (picture.shape[^2], picture.shape[^1]);
        var clicks = InPicture(sample, height, width);
        if (clicks.Count == 0)
        {
            throw new ArgumentException($"there is no click under '{Foreground}' that lies in the picture of {height} x {width} pixels; at least one is needed.");
        }
        var all = Map(clicks);
        List<object?> boxes = [];
        List<Tensor> patches = [];
        foreach (var click in clicks)
        {
            var (rows, columns) = (Window(click.Row, height), Window(click.Column, width));
            boxes.Add(Clicks.Item([rows.Start, columns.Start, rows.End, columns.End]));
            var own = Map([click]);
            List<Tensor> channels = [PatchWindow.Of(picture, rows, columns), Channel(own)];
            if (AddExclusionMap)
            {
                channels.Add(Channel(all.logical_and(own.logical_not())));
            }
            patches.Add(cat(channels, 0));

            Tensor Channel(Tensor points) => PointSignal.Blurred(PatchWindow.Of(points, rows, columns).to_type(picture.dtype), Gaussian ? Sigma : null, Truncated).unsqueeze(0);
        }
        return sample.With("bounding_boxes", boxes).With("img_width", height).With("img_height", width)   // the reference calls them so
            .With(Image, Item.Like(sample[Image], stack(patches).MoveToOuterDisposeScope()));

        Tensor Map(IEnumerable<(long Row, long Column)> points)
        {
            var map = zeros([height, width], ScalarType.Bool);
            foreach (var (row, column) in points)
            {
                map[row, column] = true;
            }
            return map.to(picture.device);
        }
    });

    private List<(long Row, long Column)> InPicture(Sample sample, long height, long width)
    {
        var origin = sample.GetValueOrDefault(Location) is { } location ? Clicks.Numbers(location) : [0, 0];
        return sample.GetValueOrDefault(Foreground) is not { } given ? []
            : [.. Clicks.Points(given).Select(click => ((long)(click[0] - origin[0]), (long)(click[1] - origin[1])))
                .Where(click => click.Item1 >= 0 && click.Item1 < height && click.Item2 >= 0 && click.Item2 < width)];
    }

    private (long Start, long End) Window(long click, long length)
    {
        var end = Math.Min(Math.Max(0, click - BbSize / 2) + BbSize, length);
        return (end - BbSize, end);
    }
}
