using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Randomness;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Adds clicks to a picture as channels: one into the object, and a channel with the middles of the other objects. Source: Koohbanani et al.,
/// "NuClick: a deep learning framework for interactive segmentation of microscopic images" (2020).
/// </summary>
/// <param name="Image">Key of the picture, [C, H, W].</param>
/// <param name="Label">Key of the object's mask, [1, H, W].</param>
/// <param name="Others">Key of the other objects, numbered, [1, H, W]; see <see cref="SplitLabel"/>.</param>
/// <param name="DropRate">How often all other objects are left out and, if they are not, how often each of them is, in [0, 1].</param>
/// <param name="JitterRange">How far points in other objects may be from their middle, pixels along each axis; exclusive upwards.</param>
/// <param name="Gaussian">Whether points are blurred; in a picture of whole numbers they then vanish.</param>
/// <param name="Sigma">Standard deviation of the blur, pixels.</param>
/// <param name="Truncated">Where the blur ends, standard deviations.</param>
/// <param name="AddExclusionMap">Whether there is a channel of other objects.</param>
/// <param name="UseDistance">Whether the click into the object is likelier far from its rim; anywhere alike otherwise.</param>
/// <exception cref="ArgumentException">On a call: the mask is empty and distances are asked for.</exception>
public sealed record AddPointGuidanceSignal(
    string Image = "image", string Label = "label", string Others = "others", double DropRate = 0.5, int JitterRange = 0, bool Gaussian = false,
    double Sigma = 1, double Truncated = 2, bool AddExclusionMap = true, bool UseDistance = false) : SampleTransform(Image)
{
    /// <summary>How often objects are left out.</summary>
    public double DropRate { get; init; } = Check.Probability(DropRate);

    /// <summary>How far points may be from the middle of their object.</summary>
    public int JitterRange { get; init; } = Check.NotNegative(JitterRange);

    /// <inheritdoc/>
    public override Generators CreateGenerators(Func<RandomState> source) => SideDraws.Beside(source);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var random = call.Random ?? Generators.Unseeded(this)!;
        return sample.With(Image, At(Image, () => Item.Like(sample[Image], TensorMemory.Scoped(() =>
        {
            var image = sample.Image(Image).Data;
            List<Tensor> channels = [image, Channel(At(Label, () => Inside(sample.Image(Label).Data[0], random.Own)), image.dtype)];
            if (AddExclusionMap)
            {
                channels.Add(Channel(At(Others, () => Middles(sample.Image(Others).Data[0], random)), image.dtype));
            }
            return cat(channels, 0);
        }))));
    }

    private Tensor Channel(Tensor points, ScalarType type) => PointSignal.Blurred(points.to_type(type), Gaussian ? Sigma : null, Truncated).unsqueeze(0);

    /// <summary>A point in a mask.</summary>
    private Tensor Inside(Tensor mask, RandomState random)
    {
        var points = zeros(mask.shape, ScalarType.Bool, mask.device);
        if (UseDistance)
        {
            var seed = SeedPoints.Draw(random, mask.unsqueeze(0)) ?? throw new ArgumentException("the mask is empty, so there is no point in it; leave such samples out.");
            points[seed[1], seed[2]] = true;
            return points;
        }
        var places = mask.gt(0).nonzero();
        if (places.shape[0] > 0)
        {
            var place = places[random.RandInt(0, places.shape[0])];
            points[place[0], place[1]] = true;
        }
        return points;
    }

    /// <summary>The middles of other objects, as far as they are not left out.</summary>
    private Tensor Middles(Tensor others, Generators random)
    {
        var points = zeros(others.shape, ScalarType.Bool);
        if (Drop(random.Inner))
        {
            return points.to(others.device);
        }
        foreach (var (row, column) in Centroids(others))
        {
            if (Drop(random.Inner))
            {
                continue;
            }
            var (x, y) = (row, column);
            if (JitterRange > 0)
            {
                x = Math.Clamp(x + random.Own.RandInt(-JitterRange, JitterRange), 0, others.shape[0] - 1);
                y = Math.Clamp(y + random.Own.RandInt(-JitterRange, JitterRange), 0, others.shape[1] - 1);
            }
            points[x, y] = true;
        }
        return points.to(others.device);
    }

    private bool Drop(RandomState random) => random.Choice([DropRate, 1 - DropRate]) == 0;

    /// <summary>The middle pixel of each number, in ascending order.</summary>
    private static IEnumerable<(long Row, long Column)> Centroids(Tensor numbers)
    {
        var values = numbers.to_type(ScalarType.Int64).cpu().contiguous();
        var width = values.shape[1];
        SortedDictionary<long, (long Rows, long Columns, long Count)> sums = [];
        var span = values.AsSpan<long>();
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] > 0)
            {
                var (rows, columns, count) = sums.GetValueOrDefault(span[i]);
                sums[span[i]] = (rows + i / width, columns + i % width, count + 1);
            }
        }
        return sums.Values.Select(sum => (sum.Rows / sum.Count, sum.Columns / sum.Count));
    }
}
