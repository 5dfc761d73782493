using System.Collections;
using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace Medulla.Interaction;

/// <summary>Points that were clicked, as samples hold them: lists in lists of numbers, arrays of them, or either as JSON text.</summary>
internal static class Clicks
{
    /// <summary>The points as lists in lists of numbers, which are long or double.</summary>
    /// <exception cref="ArgumentException">It is none of these forms.</exception>
    public static List<object?> Read(object? value) => Plain(value) as List<object?>
        ?? throw new ArgumentException($"clicks are {Sample.Describe(value)}; a list of points is expected, each a list of voxel indices.");

    /// <summary>A list of points, each with its numbers; also where the list lies in another one.</summary>
    /// <exception cref="ArgumentException">It is no list of lists of numbers.</exception>
    public static List<double[]> Points(object? value)
        => [.. Read(value).SelectMany(one => one is List<object?> and [List<object?>, ..] inner ? inner : [one]).Select(Numbers)];

    /// <summary>A list of numbers.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static double[] Numbers(object? value)
        => [.. Read(value).Select(number => number is List<object?> or null
            ? throw new ArgumentException($"a list of numbers is expected; it holds {(number is null ? "null" : "lists")}. Points lie in one list.")
            : Convert.ToDouble(number, CultureInfo.InvariantCulture))];

    /// <summary>A list of whole numbers, such as a shape; fractions are cut off.</summary>
    public static long[] Whole(object? value) => [.. Numbers(value).Select(number => (long)number)];

    /// <summary>One number, also where it is an array without axes.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static double Number(object? value) => Plain(value) is { } number and not List<object?> ? Convert.ToDouble(number, CultureInfo.InvariantCulture)
        : throw new ArgumentException($"one number is expected, not {Sample.Describe(value)}.");

    /// <summary>Points with their coordinates multiplied and then cut to whole numbers; lists stay as deep as they are.</summary>
    /// <param name="points">Lists of numbers, or lists of such lists.</param>
    /// <param name="factor">A factor for each axis.</param>
    /// <exception cref="ArgumentException">A point has another number of axes.</exception>
    public static List<object?> Scaled(List<object?> points, double[] factor)
    {
        if (points.Count > 0 && points[0] is List<object?>)
        {
            return [.. points.Select(point => (object?)Scaled(Read(point), factor))];
        }
        var numbers = Numbers(points);
        return numbers.Length == 0 || numbers.Length == factor.Length ? [.. numbers.Zip(factor, (at, by) => (object?)(long)(at * by))]
            : throw new ArgumentException($"a point has {numbers.Length} coordinates, the image {factor.Length} axes; they must agree.");
    }

    /// <summary>Points as JSON text, whole numbers.</summary>
    public static string Json(IEnumerable<IEnumerable<long[]>> lists) => $"[{string.Join(", ", lists.Select(Json))}]";

    /// <inheritdoc cref="Json(IEnumerable{IEnumerable{long[]}})"/>
    public static string Json(IEnumerable<long[]> points) => $"[{string.Join(", ", points.Select(point => $"[{string.Join(", ", point)}]"))}]";

    /// <summary>A point as samples hold it.</summary>
    public static List<object?> Item(IEnumerable<long> point) => [.. point.Select(at => (object?)at)];

    private static object? Plain(object? value)
    {
        switch (value)
        {
            case string text:
                return OfJson(text);
            case MetaTensor image:
                return Plain(image.Data);
            case Tensor tensor:
                using (NewDisposeScope())
                {
                    return tensor.Dimensions > 0 ? tensor.unbind(0).Select(Plain).ToList()
                        : tensor.is_floating_point() ? tensor.to_type(ScalarType.Float64).item<double>() : tensor.to_type(ScalarType.Int64).item<long>();
                }
            case int or long:
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
            case float or double:
                return Convert.ToDouble(value, CultureInfo.InvariantCulture);
            case IEnumerable list and not (IDictionary or Sample):
                return list.Cast<object?>().Select(Plain).ToList();
            default:
                throw new ArgumentException($"clicks hold {Sample.Describe(value)}; whole numbers in lists are expected.");
        }
    }

    private static object? OfJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"clicks are the text '{text}', which is no JSON list of points: {e.Message}", e);
        }

        static object? Of(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Array => element.EnumerateArray().Select(Of).ToList(),
            JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDouble(),
            _ => throw new ArgumentException($"clicks hold {element}; whole numbers in lists are expected."),
        };
    }
}
