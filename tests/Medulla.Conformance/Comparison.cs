using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Holds results against recorded values; a difference is told in words, null means none.</summary>
internal sealed class Comparison(Values values, double rtol, double atol)
{
    /// <summary>The first difference.</summary>
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="at">Where in the result this is.</param>
    public string? Difference(JsonElement expected, object? actual, string at = "result")
    {
        actual = actual is IReferenceForm result ? result.ReferenceForm : actual;
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                return actual is null ? null : Tell(at, "null", actual);
            case JsonValueKind.True or JsonValueKind.False:
                return Equals(Plain(actual), expected.GetBoolean()) ? null : Tell(at, expected.GetBoolean(), actual);
            case JsonValueKind.String:
                var text = actual is Enum ? actual.ToString()!.ToLowerInvariant() : actual as string;
                return text == expected.GetString() ? null : Tell(at, $"'{expected.GetString()}'", actual);
            case JsonValueKind.Number:
                return Numbers(Values.Number(expected), actual, at);
            case JsonValueKind.Array:
                return Lists([.. expected.EnumerateArray()], actual, at);
            default:
                return Object(expected, actual, at);
        }
    }

    private string? Object(JsonElement expected, object? actual, string at)
    {
        if (Values.Kind(expected) is not { } first)
        {
            return Maps([.. expected.EnumerateObject().Select(p => (p.Name, p.Value))], actual, at);
        }
        switch (first.Name)
        {
            case "$set":
                return Sets([.. first.Value.EnumerateArray()], actual, at);
            case "$slice" or "$complex":
                return Equals(values.Read(expected), actual) ? null : Tell(at, first.Value, actual);
            case "$tuple":
                return Lists([.. first.Value.EnumerateArray()], actual, at);
            case "$array":
                return Arrays(expected, actual, at);
            case "$digest":
                return Digests(first.Value, actual, at);
            case "$float":
                return Numbers(Values.Float(first.Value.GetString()!), actual, at);
            case "$dict":
                return Maps([.. first.Value.EnumerateArray().Select(pair => (values.Read(pair[0])!.ToString()!, pair[1]))], actual, at);
            case "$class":
                return Equals(values.Read(expected), actual) ? null : Tell(at, first.Value, actual);
            case "$device":
                // No device means the CPU, as in arguments.
                return (actual?.ToString() ?? "cpu") == first.Value.GetString() ? null : Tell(at, first.Value, actual);
            case "$dtype" when expected.TryGetProperty("lib", out var lib) && lib.GetString() == "python":
                var plain = actual == (object)typeof(long) ? ScalarType.Int64 : actual == (object)typeof(double) ? ScalarType.Float64 : actual == (object)typeof(bool) ? ScalarType.Bool : actual;
                return Equals(values.Read(expected), plain) ? null : Tell(at, first.Value, actual);
            case "$dtype":
                return Equals(values.Read(expected), actual) ? null : Tell(at, first.Value, actual);
            case "$result":
                return ReferenceEquals(values.Read(expected), actual) ? null : $"{at}: another object came back";
            default:
                return $"{at}: {first.Name} is not known";
        }
    }

    private string? Lists(JsonElement[] expected, object? actual, string at)
    {
        object?[]? items = actual switch
        {
            MetaTensor image => [.. image.Data.unbind(0)],
            Tensor { Dimensions: > 0 } tensor => [.. tensor.unbind(0)],
            string or Sample or IDictionary => null,
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
            IEnumerable list => [.. list.Cast<object?>()],
            _ => null,
        };
        return items is null ? Tell(at, $"a list of {expected.Length}", actual)
            : items.Length != expected.Length ? $"{at}: {expected.Length} elements expected, {items.Length} found"
            : expected.Select((one, i) => Difference(one, items[i], $"{at}[{i}]")).FirstOrDefault(difference => difference is not null);
    }

    /// <summary>Sets have no order: each expected element must be found.</summary>
    private string? Sets(JsonElement[] expected, object? actual, string at)
    {
        if (actual is not IEnumerable found || found is string || found.Cast<object?>().ToList() is var items && items.Count != expected.Length)
        {
            return Tell(at, $"a set of {expected.Length}", actual);
        }
        return expected.Where(one => !found.Cast<object?>().Any(item => Difference(one, item) is null))
            .Select(one => $"{at}: {one} is missing").FirstOrDefault();
    }

    private string? Maps((string Key, JsonElement Value)[] expected, object? actual, string at)
    {
        var map = actual switch
        {
            Sample sample => sample.ToDictionary(pair => pair.Key, pair => pair.Value),
            IDictionary dictionary => dictionary.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => dictionary[key]),
            _ => null,
        };
        return map is null ? Tell(at, "a dictionary", actual)
            : expected.Select(pair => pair.Key).Except(map.Keys).FirstOrDefault() is { } missing ? $"{at}: key '{missing}' is missing"
            : map.Keys.Except(expected.Select(pair => pair.Key)).FirstOrDefault() is { } extra ? $"{at}: key '{extra}' is too much"
            : expected.Select(pair => Difference(pair.Value, map[pair.Key], $"{at}.{pair.Key}")).FirstOrDefault(difference => difference is not null);
    }

    private string? Numbers(object expected, object? actual, string at)
    {
        if (Plain(actual) is not (int or long or float or double) || Plain(actual) is not { } found)
        {
            return Tell(at, expected, actual);
        }
        var (want, got) = (Convert.ToDouble(expected), Convert.ToDouble(found));
        return (expected is long ? want == got : Close(want, got)) ? null : Tell(at, expected, found);
    }

    /// <summary>Within the tolerance; NaN and infinities only equal themselves.</summary>
    private bool Close(double want, double got)
        => want.Equals(got) || (double.IsFinite(want) && Math.Abs(got - want) <= atol + rtol * Math.Abs(want));

    private string? Arrays(JsonElement expected, object? actual, string at)
    {
        var want = values.Array(expected);
        if (actual is MetaTensor image)
        {
            return Geometry(expected, image, at) ?? Tensors(want, expected.TryGetProperty("pending", out _) ? image.Unresampled : image.Data, at);
        }
        if (actual is Tensor && Places(expected) is { } place && Geometry(expected, new MetaTensor(want), at) is not null)
        {
            return $"{at}: an image at {place} expected, an array without a place found";
        }
        var got = actual switch
        {
            Tensor tensor => tensor,
            bool flag => tensor(flag),
            int or long => tensor(Convert.ToInt64(actual)),
            float or double => tensor(Convert.ToDouble(actual), want.dtype),
            IEnumerable<long> list => tensor(list.ToArray()).to_type(want.dtype),
            IEnumerable<int> list => tensor(list.ToArray()).to_type(want.dtype),
            IEnumerable<bool> list => tensor(list.ToArray()),
            IEnumerable<float> list => tensor(list.ToArray()).to_type(want.dtype),
            IEnumerable<double> list => tensor(list.ToArray()).to_type(want.dtype),
            _ => null,
        };
        return got is null ? Tell(at, $"an array [{string.Join(", ", want.shape)}]", actual) : Tensors(want, got, at);
    }

    /// <summary>The affine of an expected image, where it has one to keep.</summary>
    private Imaging.Geometry.Affine? Places(JsonElement expected)
        => expected.GetProperty("type").GetString() == "metatensor" && !expected.TryGetProperty("batch", out _) && expected.GetProperty("affine").GetString() is { } key
            ? values.Matrix(key) : null;

    private string? Geometry(JsonElement expected, MetaTensor image, string at)
    {
        if (expected.GetProperty("type").GetString() != "metatensor" || expected.TryGetProperty("batch", out _))
        {
            return null;
        }
        var hasPending = expected.TryGetProperty("pending", out var pending);
        if (!hasPending && image.Pending.Count > 0)
        {
            return $"{at}: {image.Pending.Count} operations are pending, none should be";
        }
        if (hasPending)
        {
            var shape = pending.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()).ToArray();
            if (!image.SpatialShape.SequenceEqual(shape))
            {
                return $"{at}: pending shape [{string.Join(", ", shape)}] expected, {image.SpatialShape} found";
            }
        }
        if ((hasPending ? pending.GetProperty("affine") : expected.GetProperty("affine")).GetString() is not { } key)
        {
            return null;
        }
        var want = values.Matrix(key);
        var got = image.Affine.Resize(want.Rank);
        for (var i = 0; i < want.RowMajor.Length; i++)
        {
            if (!Close(want.RowMajor[i], got.RowMajor[i]))
            {
                return $"{at}: affine {want} expected, {got} found";
            }
        }
        return null;
    }

    private string? Tensors(Tensor want, Tensor got, string at)
    {
        if (!want.shape.AsSpan().SequenceEqual(got.shape))
        {
            return $"{at}: shape [{string.Join(", ", want.shape)}] expected, [{string.Join(", ", got.shape)}] found";
        }
        if (want.dtype != got.dtype)
        {
            return $"{at}: {want.dtype} expected, {got.dtype} found";
        }
        if (want.is_complex())
        {
            return Tensors(view_as_real(want).contiguous(), view_as_real(got).contiguous(), at);
        }
        if (!want.is_floating_point())
        {
            // Whole numbers beyond 2^53 are not told apart as doubles; compare them as what they are.
            return !want.ne(got.cpu()).any().item<bool>() ? null : Elements(want, got, at, exact: true) ?? $"{at}: large whole numbers differ";
        }
        return Elements(want, got, at, exact: false);
    }

    private string? Elements(Tensor want, Tensor got, string at, bool exact)
    {
        var a = want.to_type(ScalarType.Float64).contiguous();
        var b = got.detach().cpu().to_type(ScalarType.Float64).contiguous();
        var x = a.AsSpan<double>();
        var y = b.AsSpan<double>();
        var (wrong, largest, first) = (0, 0.0, -1);
        for (var i = 0; i < x.Length; i++)
        {
            if (exact ? x[i] == y[i] : Close(x[i], y[i]))
            {
                continue;
            }
            first = first < 0 ? i : first;
            wrong++;
            largest = Math.Max(largest, double.IsNaN(x[i] - y[i]) ? double.PositiveInfinity : Math.Abs(x[i] - y[i]));
        }
        return wrong == 0 ? null : string.Create(CultureInfo.InvariantCulture,
            $"{at}: element {first} is {y[first]}, expected {x[first]}; {wrong} of {x.Length} differ, at most by {largest}");
    }

    private string? Digests(JsonElement want, object? actual, string at)
    {
        if ((actual as Tensor ?? (actual as MetaTensor)?.Data) is not { } tensor)
        {
            return Tell(at, "a large array", actual);
        }
        var shape = want.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()).ToArray();
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
        {
            return $"{at}: shape [{string.Join(", ", shape)}] expected, [{string.Join(", ", tensor.shape)}] found";
        }
        if (Conversion.To<ScalarType>(want.GetProperty("dtype").GetString(), "dtype") is var dtype && dtype != tensor.dtype)
        {
            return $"{at}: {dtype} expected, {tensor.dtype} found";
        }
        var flat = tensor.detach().to_type(ScalarType.Float64).flatten().contiguous();
        var span = flat.AsSpan<double>();
        var n = span.Length;
        var (sum, abs, max, min) = (flat.sum().item<double>(), flat.abs().sum().item<double>(), flat.max().item<double>(), flat.min().item<double>());
        double Want(string name) => want.GetProperty(name).GetDouble();
        var slack = n * atol + rtol * Want("abs_sum");
        if (!(Math.Abs(sum - Want("sum")) <= slack && Math.Abs(abs - Want("abs_sum")) <= slack))
        {
            return $"{at}: sum {Want("sum")} ({Want("abs_sum")} of absolute values) expected, {sum} ({abs}) found";
        }
        foreach (var (name, got) in new[] { ("max", max), ("min", min) })
        {
            if (!Close(Want(name), got))
            {
                return $"{at}: {name} {Want(name)} expected, {got} found";
            }
        }
        var samples = want.GetProperty("sample_idx").EnumerateArray().Zip(want.GetProperty("sample").EnumerateArray());
        foreach (var (index, value) in samples)
        {
            var (x, y) = (value.GetDouble(), span[index.GetInt32()]);
            if (!Close(x, y))
            {
                return $"{at}: element {index} is {y}, expected {x}";
            }
        }
        return null;
    }

    /// <summary>A tensor of one element as a number.</summary>
    private static object? Plain(object? value)
        => (value as Tensor ?? (value as MetaTensor)?.Data) is { } tensor && tensor.numel() == 1
            ? tensor.dtype == ScalarType.Bool ? tensor.item<bool>()
            : tensor.is_floating_point() ? tensor.to_type(ScalarType.Float64).item<double>() : tensor.to_type(ScalarType.Int64).item<long>()
            : value;

    private static string Tell(string at, object expected, object? found)
        => string.Create(CultureInfo.InvariantCulture, $"{at}: {expected} expected, {(found is null ? "null" : found is string s ? $"'{s}'" : found is Tensor t ? $"a tensor [{string.Join(", ", t.shape)}]" : found)} found");
}
