using System.Collections;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Operations on images as the reference writes them down: as matrices, and as dictionaries of what they did.</summary>
public static class PendingOperations
{
    /// <summary>Resamples an image by several operations at once.</summary>
    /// <param name="data">The image.</param>
    /// <param name="pending">
    /// Matrices, or dictionaries with "lazy_affine" and perhaps "lazy_shape", "lazy_interpolation_mode", "lazy_padding_mode" and
    /// "lazy_align_corners"; of the latter, the last count. The image's own pending operations if null.
    /// </param>
    /// <param name="overrides">"mode", "padding_mode" and "align_corners" in place of those of the operations.</param>
    /// <returns>The image, and the operations.</returns>
    /// <exception cref="ArgumentException">An operation has no matrix, or an override is not known.</exception>
    public static (MetaTensor Data, IReadOnlyList<object?> Pending) ApplyPending(
        MetaTensor data, IReadOnlyList<object?>? pending = null, IReadOnlyDictionary<string, object?>? overrides = null)
    {
        if (pending is null)
        {
            IReadOnlyList<object?> own = [.. data.Pending];
            return (data.WithData(data.Data), own);
        }
        if (pending.Count == 0)
        {
            return (data, pending);
        }
        var rank = data.SpatialShape.Count;
        var matrix = pending.Select(MatrixOf).Aggregate((a, b) => a.Resize(rank) * b.Resize(rank)).Resize(rank);
        var options = Options(pending, overrides);
        var shape = options.TryGetValue("shape", out var asked) ? Conversion.To<Values<long>>(asked, "lazy_shape") : data.SpatialShape;
        Sampling sampling = AxisMoves.Of(matrix, 1e-3) is not null && !options.ContainsKey("align_corners")
            ? Sampling.Exact with { Outside = Option(options, "padding_mode", PadMode.Constant) }
            : new(Option(options, "mode", Interpolation.Linear), Option(options, "padding_mode", PadMode.Edge), AlignCorners: Option(options, "align_corners", false));
        var resampled = data.Resample(new(data.Grid.Through(matrix, shape), matrix, sampling));
        return (resampled.WithData(resampled.Data.to_type(ScalarType.Float32)), pending);
    }

    /// <summary>A history, as the reference writes it, in which all operations interpolate in another way; so that inverting labels gives labels.</summary>
    /// <param name="transInfo">Dictionaries of operations, in lists.</param>
    /// <param name="mode">The way to interpolate.</param>
    /// <param name="alignCorners">Whether corners are aligned; "none" is noted if null.</param>
    /// <returns>The same structure; modes of padding and all else stay.</returns>
    public static object? ConvertAppliedInterpMode(object? transInfo, string mode = "nearest", bool? alignCorners = null)
    {
        if (transInfo is IList list)
        {
            return list.Cast<object?>().Select(one => ConvertAppliedInterpMode(one, mode, alignCorners)).ToList();
        }
        if (transInfo is not IDictionary map)
        {
            return transInfo;
        }
        var info = map.Keys.Cast<object>().ToDictionary(key => $"{key}", key => map[key]);
        var known = info.ContainsKey("mode") || info.ContainsKey("align_corners");
        if (info.TryGetValue("mode", out var current))
        {
            info["mode"] = IsInterpolation(current) ? mode : current is IList { Count: > 0 } modes && IsInterpolation(modes[0]) ? Each(modes, mode) : current;
        }
        if (info.TryGetValue("align_corners", out var corners))
        {
            object aligned = alignCorners is { } flag ? flag : "none";
            info["align_corners"] = corners is IList each ? Each(each, aligned) : aligned;
        }
        return known ? info : info.ToDictionary(pair => pair.Key, pair => ConvertAppliedInterpMode(pair.Value, mode, alignCorners));

        static List<object?> Each(IList list, object value) => [.. Enumerable.Repeat(value, list.Count)];
    }

    private static bool IsInterpolation(object? mode) => mode is int or long
        or "nearest" or "nearest-exact" or "linear" or "bilinear" or "bicubic" or "trilinear" or "area";

    private static Affine MatrixOf(object? operation) => operation switch
    {
        IDictionary map when map.Contains("lazy_affine") => Conversion.To<Affine>(map["lazy_affine"], "lazy_affine"),
        IDictionary => throw new ArgumentException("a pending operation has no 'lazy_affine'; the matrix is needed."),
        _ => Conversion.To<Affine>(operation, "a pending operation"),
    };

    private static Dictionary<string, object?> Options(IReadOnlyList<object?> pending, IReadOnlyDictionary<string, object?>? overrides)
    {
        Dictionary<string, object?> options = [];
        foreach (var map in pending.OfType<IDictionary>())
        {
            Take("lazy_shape", "shape");
            Take("lazy_interpolation_mode", "mode");
            Take("lazy_padding_mode", "padding_mode");
            Take("lazy_align_corners", "align_corners");

            void Take(string from, string name)
            {
                if (map[from] is { } value and not false)
                {
                    options[name] = value;
                }
            }
        }
        foreach (var (name, value) in overrides ?? new Dictionary<string, object?>())
        {
            options[name] = name is "mode" or "padding_mode" or "align_corners" or "dtype" or "device" or "resample_mode" ? value
                : throw new ArgumentException($"'{name}' cannot be overridden; mode, padding_mode and align_corners can.");
        }
        return options.Where(pair => pair.Value is not null and not false).ToDictionary();
    }

    private static T Option<T>(Dictionary<string, object?> options, string name, T otherwise)
        => options.TryGetValue(name, out var value) ? Conversion.To<T>(value, name) : otherwise;
}
