using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Divides a map into basins, flooding it from its lowest places; see <see cref="Imaging.Kernels.Watershed"/>.</summary>
/// <param name="Connectivity">How many axes two neighbours may differ in, by one.</param>
/// <param name="Dtype">Element type of the result.</param>
public sealed record Watershed(int Connectivity = 1, ScalarType Dtype = ScalarType.Int64)
{
    /// <summary>Basins of a map.</summary>
    /// <param name="image">Heights, [1, spatial...] with up to three axes.</param>
    /// <param name="mask">Not 0 where basins may be, of the same shape; everywhere if null.</param>
    /// <param name="markers">Where floods begin, a number for each basin and 0 elsewhere; the lowest places of the map if null.</param>
    /// <returns>The number of each place's basin, 0 outside, of the map's shape.</returns>
    /// <exception cref="ArgumentException">Shapes differ or have other axes, or the connectivity does not fit them.</exception>
    public Tensor Apply(Tensor image, Tensor? mask = null, Tensor? markers = null) => TensorMemory.Scoped(() =>
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Dimensions is < 2 or > 4 || image.shape[0] != 1 || !Fits(mask) || !Fits(markers))
        {
            throw new ArgumentException(
                $"Watershed: the map is {Maps.Text(image)}{(mask is null ? "" : $", the mask {Maps.Text(mask)}")}{(markers is null ? "" : $", the markers {Maps.Text(markers)}")}; one shape [1, spatial...] is expected.");
        }
        var shape = image.shape[1..];
        var heights = image.to_type(ScalarType.Float64).cpu().contiguous();
        var allowed = (mask is null ? ones_like(image, ScalarType.Bool) : mask.ne(0)).cpu().contiguous();
        var labels = markers is null ? Lowest() : markers.to_type(ScalarType.Int32).cpu().contiguous().clone();
        Imaging.Kernels.Watershed.Flood(heights.AsSpan<double>(), allowed.AsSpan<byte>(), shape, Connectivity, labels.AsSpan<int>());
        return labels.to_type(Dtype).to(image.device).alias();

        bool Fits(Tensor? other) => other is null || other.shape.AsSpan().SequenceEqual(image.shape);

        Tensor Lowest()
        {
            var (minima, numbers) = (empty_like(allowed), empty(image.shape, ScalarType.Int32));
            Imaging.Kernels.Watershed.LocalMinima(heights.AsSpan<double>(), shape, Connectivity, minima.AsSpan<byte>());
            minima.logical_and_(allowed);
            ConnectedComponents.Label<byte>(minima.AsSpan<byte>(), shape, Connectivity, numbers.AsSpan<int>());
            return numbers;
        }
    });

    /// <summary>Basins of keys of a sample.</summary>
    /// <param name="Keys">The maps; they become basins.</param>
    /// <param name="MaskKey">The mask; none if null.</param>
    /// <param name="MarkersKey">The markers; the lowest places of each map if null.</param>
    /// <param name="Connectivity">See <see cref="Watershed.Connectivity"/>.</param>
    /// <param name="Dtype">Element type of the result.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string? MaskKey = "mask", string? MarkersKey = null, int Connectivity = 1, ScalarType Dtype = ScalarType.Byte,
        bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call) => ForEachKey(sample, (key, _) =>
        {
            var image = sample.Image(key);
            return Maps.Like(image, new Watershed(Connectivity, Dtype).Apply(image.Data, Of(MaskKey), Of(MarkersKey)));

            Tensor? Of(string? name) => name is null ? null : sample.Image(name).Data;
        });
    }
}
