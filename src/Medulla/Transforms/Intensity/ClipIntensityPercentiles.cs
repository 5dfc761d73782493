using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Cuts intensities to those between two percentiles, sharply or with rounded corners.</summary>
/// <param name="Lower">The lower percentage, in [0, 100]; nothing is cut below if null.</param>
/// <param name="Upper">The upper percentage, in [0, 100]; nothing is cut above if null.</param>
/// <param name="SharpnessFactor">How sharp the corners are, above 0; quite sharp if null.</param>
/// <param name="ChannelWise">Whether each channel is cut by itself.</param>
/// <param name="ReturnClippingValues">Whether the ends (of each channel, if so asked) are noted in the image's metadata as "clipping_values".</param>
/// <param name="Dtype">Element type that rounded corners are computed in; the result has the image's.</param>
/// <exception cref="ArgumentException">No percentage is given, one lies outside [0, 100], they are in the wrong order, or the sharpness is not positive.</exception>
public sealed record ClipIntensityPercentiles(
    double? Lower, double? Upper, double? SharpnessFactor = null, bool ChannelWise = false, bool ReturnClippingValues = false,
    ScalarType? Dtype = ScalarType.Float32) : Transform
{
    /// <summary>The lower percentage.</summary>
    public double? Lower { get; init; } = Lower is null && Upper is null ? throw new ArgumentException("ClipIntensityPercentiles: neither lower nor upper is given.")
        : Lower is { } lower ? Percentages.Checked(lower) : null;

    /// <summary>The upper percentage.</summary>
    public double? Upper { get; init; } = Upper is null ? null
        : Upper >= (Lower ?? 0) ? Percentages.Checked(Upper.Value)
        : throw new ArgumentException($"ClipIntensityPercentiles: upper is {Upper} and lower {Lower}; upper must not be below lower.");

    /// <summary>How sharp the corners are.</summary>
    public double? SharpnessFactor { get; init; } = SharpnessFactor is null or > 0 ? SharpnessFactor
        : throw new ArgumentException($"ClipIntensityPercentiles: sharpness_factor is {SharpnessFactor}; above 0 is expected.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        List<object> ends = [];
        var cut = image.WithData(TensorMemory.Scoped(() =>
            (ChannelWise ? stack(image.Data.unbind(0).Select(channel => Cut(channel, ends))) : Cut(image.Data, ends)).to_type(image.Data.dtype)));
        return ReturnClippingValues ? cut.WithMetadata(cut.Metadata with { Fields = cut.Metadata.Fields.SetItem("clipping_values", ends) }) : cut;
    }

    private Tensor Cut(Tensor values, List<object> ends)
    {
        var found = Percentages.Of(values, Lower ?? 0, Upper ?? 100);
        if (SharpnessFactor is not { } sharpness)
        {
            ends.Add(new object?[] { found[0], found[1] });
            return values.clamp(found[0], found[1]);
        }
        // A corner that was not asked for does not exist; at 0 or 100 % it would still bend the outermost values.
        double? low = Lower is null ? null : found[0];
        double? high = Upper is null ? null : found[1];
        ends.Add(new object?[] { low, high });
        return Rescaling.SoftClip(values, sharpness, Limit(low), Limit(high), Dtype);

        static Tensor? Limit(double? end) => end is { } value ? tensor(value, ScalarType.Float64) : null;
    }
}
