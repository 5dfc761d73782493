using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>The centre of mass of one instance.</summary>
/// <param name="Dtype">Element type of the result; whole numbers are cut off, not rounded.</param>
public sealed record GenerateInstanceCentroid(ScalarType Dtype = ScalarType.Int64)
{
    /// <summary>The centre.</summary>
    /// <param name="instMask">The instance, [1, spatial...]; values are weights.</param>
    /// <param name="offset">What is added along each axis, one for all axes or one for each; 0 if null.</param>
    /// <returns>A place along each axis, voxels.</returns>
    /// <exception cref="ArgumentException">The mask has several channels, or the offset other axes.</exception>
    public Tensor Apply(Tensor instMask, Values<int>? offset = null)
    {
        ArgumentNullException.ThrowIfNull(instMask);
        var rank = (int)instMask.Dimensions - 1;
        if (rank < 1 || instMask.shape[0] != 1 || (offset is not null && offset.Count != 1 && offset.Count != rank))
        {
            throw new ArgumentException($"GenerateInstanceCentroid: the mask is {Maps.Text(instMask)} and the offset {offset}; [1, spatial...], and one number or one for each axis are expected.", nameof(instMask));
        }
        return TensorMemory.Scoped(() =>
        {
            var weights = instMask[0].to_type(ScalarType.Float64);
            var total = weights.sum();
            return stack(Enumerable.Range(0, rank).Select(axis =>
            {
                long[] others = [.. Enumerable.Range(0, rank).Where(other => other != axis).Select(other => (long)other)];
                var along = others.Length == 0 ? weights : weights.sum(others);
                return (along * arange(along.shape[0], ScalarType.Float64, along.device)).sum() / total + (offset?.Cyclic(axis) ?? 0);
            })).to_type(Dtype).alias();
        });
    }

    /// <summary>The centres of keys of a sample, under new keys.</summary>
    /// <param name="Keys">The instances.</param>
    /// <param name="CentroidKeyPostfix">What comes behind a key and "_" to name its centre.</param>
    /// <param name="OffsetKey">Key of what is added; 0 if null.</param>
    /// <param name="Dtype">See <see cref="GenerateInstanceCentroid.Dtype"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string CentroidKeyPostfix = "centroid", string? OffsetKey = null, ScalarType Dtype = ScalarType.Int64, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) => At(key, () => result.WithNew(
                $"{key}_{CentroidKeyPostfix}",
                new GenerateInstanceCentroid(Dtype).Apply(sample.Image(key).Data, OffsetKey is null ? null : Maps.Numbers(sample[OffsetKey])))));
    }
}
