using Medulla.Runtime;
using static Medulla.Transforms.Utility.Arrays;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Changes of the range of values.</summary>
public static class Rescaling
{
    /// <summary>Values scaled linearly so that the least and the largest get given values.</summary>
    /// <param name="arr">The values.</param>
    /// <param name="minv">What the least becomes; where one of the two is null, the range is [0, 1].</param>
    /// <param name="maxv">What the largest becomes.</param>
    /// <param name="dtype">Element type to compute in; that of the values if null.</param>
    /// <remarks>Where all values are the same they become their <paramref name="minv"/>-fold, as in the reference.</remarks>
    public static Tensor RescaleArray(Tensor arr, double? minv = 0, double? maxv = 1, ScalarType? dtype = ScalarType.Float32)
        => TensorMemory.Scoped(() =>
        {
            var values = dtype is { } type ? arr.to_type(type) : arr;
            var (low, high) = (values.min(), values.max());
            if (low.Equals(high))
            {
                return minv is { } factor ? values * factor : values.alias();
            }
            var unit = (values - low) / (high - low);
            return minv is { } from && maxv is { } to ? unit * (to - from) + from : unit;
        });

    /// <summary>As <see cref="RescaleArray"/>, each of the arrays along the first axis by itself.</summary>
    /// <inheritdoc cref="RescaleArray"/>
    public static Tensor RescaleInstanceArray(Tensor arr, double? minv = 0, double? maxv = 1, ScalarType? dtype = ScalarType.Float32)
        => TensorMemory.Scoped(() => stack(arr.unbind(0).Select(one => RescaleArray(one, minv, maxv, dtype))));

    /// <summary>Values cut to a range with rounded corners: near the ends, a softplus takes the place of the edge.</summary>
    /// <param name="arr">The values.</param>
    /// <param name="sharpnessFactor">How sharp the corners are; the larger, the more like a plain cut.</param>
    /// <param name="minv">Lower end; none if null.</param>
    /// <param name="maxv">Upper end; none if null.</param>
    /// <param name="dtype">Element type to compute in; that of the values if null.</param>
    public static Tensor SoftClip(Tensor arr, double sharpnessFactor = 1, Tensor? minv = null, Tensor? maxv = null, ScalarType? dtype = ScalarType.Float32)
        => TensorMemory.Scoped(() =>
        {
            var values = dtype is { } type ? arr.to_type(type) : arr;
            var clipped = values;
            clipped = minv is null ? clipped : clipped + Softplus((minv.to(values.device) - values) * sharpnessFactor) / sharpnessFactor;
            clipped = maxv is null ? clipped : clipped - Softplus((values - maxv.to(values.device)) * sharpnessFactor) / sharpnessFactor;
            return clipped.alias();
        });
}
