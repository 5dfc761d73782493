using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>The horizontal and vertical distance of each pixel to the center of mass of its object, from -1 to 1 across the object.</summary>
/// <param name="Dtype">Element type of the result.</param>
/// <remarks>
/// Takes a map of whole numbers [1, H, W] or [1, H, W, D], one number for each object and 0 for the background, and gives [2, ...]: distances
/// along W, then along H. As in the reference, the maps are not given the place of the image. See Graham et al., HoVer-Net, Medical Image Analysis 58, 2019.
/// </remarks>
public sealed record ComputeHoVerMaps(ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image has more than one channel, or its values are not whole numbers.</exception>
    public override MetaTensor Apply(MetaTensor image) => new(Maps(image.Data));

    private Tensor Maps(Tensor mask)
    {
        var shape = mask.shape;
        if (shape.Length is < 3 or > 4 || shape[0] != 1 || mask.is_floating_point() || mask.dtype == ScalarType.Bool)
        {
            throw new ArgumentException($"ComputeHoVerMaps: {mask.dtype} values [{string.Join(", ", shape)}] were given; whole numbers [1, H, W] or [1, H, W, D], one for each object, are expected.");
        }
        return TensorMemory.Scoped(() =>
        {
            var labels = mask.to_type(ScalarType.Int64).cpu().contiguous().AsSpan<long>();
            var depth = shape.Length == 4 ? shape[3] : 1;
            var maps = zeros([2, .. shape[1..]], ScalarType.Float64);
            var values = maps.AsSpan<double>();
            Fill(labels, values[..labels.Length], i => i / depth % shape[2]);
            Fill(labels, values[labels.Length..], i => i / depth / shape[2]);
            return maps.to(Dtype, mask.device).alias();
        });
    }

    /// <summary>Distances along one axis.</summary>
    /// <param name="labels">The object of each pixel.</param>
    /// <param name="map">Filled inside objects.</param>
    /// <param name="coordinate">Where a pixel lies along the axis.</param>
    private static void Fill(ReadOnlySpan<long> labels, Span<double> map, Func<int, long> coordinate)
    {
        Dictionary<long, (double Sum, long Count, long Low, long High)> extents = [];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0)
            {
                var (sum, count, low, high) = extents.GetValueOrDefault(labels[i], (0, 0, long.MaxValue, long.MinValue));
                var at = coordinate(i);
                extents[labels[i]] = (sum + at, count + 1, Math.Min(low, at), Math.Max(high, at));
            }
        }
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0)
            {
                var (sum, count, low, high) = extents[labels[i]];
                var distance = coordinate(i) - sum / count;
                map[i] = distance < 0 ? distance / (sum / count - low) : distance > 0 ? distance / (high - sum / count) : 0;
            }
            else
            {
                map[i] = labels[i];
            }
        }
    }

    /// <summary>The maps of keys of a sample, under new keys.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Dtype">Element type of the results.</param>
    /// <param name="NewKeyPrefix">What to put before a key to name the maps'.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, ScalarType Dtype = ScalarType.Float32, string? NewKeyPrefix = "hover_", bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private readonly ComputeHoVerMaps maps = new(Dtype);

        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(
                sample, (result, key) => result.With(NewKeyPrefix + key, At(key, () => maps.Apply(sample.Image(key)))));
    }
}
