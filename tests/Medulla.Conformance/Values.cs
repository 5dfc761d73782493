using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Imaging.Geometry;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>A name in a case that the registry does not have.</summary>
public sealed class UnknownNameException(string name) : Exception($"unknown name {name}");

/// <summary>Turns recorded values into what components are called with.</summary>
internal sealed class Values(Case from, ComponentRegistry registry, IReadOnlyList<object?> results)
{
    private int filled;

    /// <summary>The value that <paramref name="json"/> stands for.</summary>
    public object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json),
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToList(),
        _ => Special(json) is { } special ? special() : json.EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value)),
    };

    /// <summary>The members of an object, by name.</summary>
    public Dictionary<string, object?> Members(JsonElement json) => json.EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value));

    /// <summary>Begins numbering the inputs of the fill formula anew.</summary>
    public void BeginCall() => filled = 0;

    /// <summary>A whole number without point or exponent is a long, any other a double.</summary>
    public static object Number(JsonElement json)
        => json.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') || !json.TryGetInt64(out var whole) ? (object)json.GetDouble() : whole;

    /// <summary>A recorded array.</summary>
    public Tensor Array(JsonElement json)
    {
        var tensor = from.Arrays.Read(json.GetProperty("$array").GetString()!);
        return json.TryGetProperty("complex", out var complex) && complex.GetBoolean() ? torch.complex(tensor.select(-1, 0), tensor.select(-1, 1)) : tensor;
    }

    /// <summary>A recorded square matrix.</summary>
    public Affine Matrix(string key)
    {
        var matrix = from.Arrays.Read(key).to_type(ScalarType.Float64);
        return new((int)matrix.shape[0] - 1, matrix.data<double>().ToArray());
    }

    /// <summary>A generator in a recorded state.</summary>
    public Randomness.RandomState Generator(JsonElement state)
    {
        var key = Array(state.GetProperty("key")).to_type(ScalarType.Int64).data<long>().ToArray();
        var gauss = state.GetProperty("has_gauss");
        return new(
            [.. key.Select(word => (uint)word)], state.GetProperty("pos").GetInt32(),
            gauss.ValueKind == JsonValueKind.Number ? gauss.GetInt32() != 0 : gauss.GetBoolean(), state.GetProperty("cached_gaussian").GetDouble());
    }

    /// <summary>A component, or that it is unknown.</summary>
    public Component Component(string name) => registry.Find(name) ?? throw new UnknownNameException(name);

    /// <summary>The property that says which kind of special value an object is; null if it is none.</summary>
    public static JsonProperty? Kind(JsonElement json)
        => json.EnumerateObject() is var properties && properties.MoveNext() && properties.Current.Name.StartsWith('$') ? properties.Current : null;

    private Func<object?>? Special(JsonElement json)
    {
        if (Kind(json) is not { } first)
        {
            return null;
        }
        var value = first.Value;
        return first.Name switch
        {
            "$tuple" or "$set" => () => value.EnumerateArray().Select(Read).ToList(),
            "$float" => () => Float(value.GetString()!),
            "$array" => () => Image(json),
            "$dict" => () => value.EnumerateArray().ToDictionary(pair => Read(pair[0])!, pair => Read(pair[1])),
            "$dtype" => () => Conversion.To<ScalarType>(value.GetString(), "dtype"),
            "$device" => () => value.GetString(),
            "$enum" => () => Read(value),
            "$ellipsis" => () => TensorIndex.Ellipsis,
            "$result" => () => results[value.GetInt32()],
            "$lambda" => () => Lambda.Compile(value.GetProperty("arg").GetString()!, value.GetProperty("expr").GetString()!),
            "$function" => () => Function(value.GetString()!),
            "$target" => () => Component(value.GetProperty("target").GetString()!).Create(Named(value.GetProperty("init"), out var positional), positional),
            "$fill" => () => Fill.Input($"input.{filled++}", [.. json.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())], json.GetProperty("dtype").GetString()!),
            "$slice" => () => Slice(value),
            "$complex" => () => new System.Numerics.Complex(value[0].GetDouble(), value[1].GetDouble()),
            "$class" => () => Class(value.GetString()!),
            "$mt19937" => () => Generator(value),
            _ => () => throw new FormatException($"'{first.Name}' is no kind of value."),
        };
    }

    /// <summary>Constructor arguments; those by position stand under "*args" or "$args".</summary>
    public Dictionary<string, object?> Named(JsonElement init, out IReadOnlyList<object?> positional)
    {
        var named = Members(init);
        positional = named.Remove("$args", out var args) || named.Remove("*args", out args) ? (List<object?>)args! : [];
        return named;
    }

    private object Image(JsonElement json)
    {
        var tensor = Array(json);
        if (json.GetProperty("type").GetString() != "metatensor")
        {
            return tensor;
        }
        var affine = json.GetProperty("affine").GetString() is { } key ? Matrix(key) : null;
        var metadata = Metadata.Empty;
        if (json.TryGetProperty("meta", out var meta))
        {
            metadata = metadata with
            {
                FileName = meta.TryGetProperty("filename_or_obj", out var file) ? file.GetString() : null,
                OriginalAffine = meta.TryGetProperty("original_affine", out var original) && original.ValueKind == JsonValueKind.Object
                    ? Matrix(original.GetProperty("$array").GetString()!) : null,
            };
        }
        return new MetaTensor(tensor, affine, metadata);
    }

    /// <summary>A range; as a list of start, stop and step where the step is another than 1.</summary>
    private object Slice(JsonElement value)
    {
        var parts = value.EnumerateArray().Select(Read).ToList();
        return parts[2] is null or 1L ? Conversion.To<Range>(parts, "slice") : parts;
    }

    private object Class(string name)
        => name is "tensor" or "ndarray" ? typeof(Tensor)
        : name is "metatensor" ? typeof(MetaTensor)
        : name.StartsWith("torch.nn.", StringComparison.Ordinal)
            ? typeof(TorchSharp.Modules.Linear).Assembly.GetType($"TorchSharp.Modules.{name["torch.nn.".Length..]}") ?? throw new UnknownNameException(name)
        : Component(name).Type;

    private object Function(string name)
    {
        if (name.StartsWith("torch.", StringComparison.Ordinal)
            && typeof(Tensor).GetMethod(name.Split('.')[^1], []) is { } method && method.ReturnType == typeof(Tensor))
        {
            return (Func<Tensor, Tensor>)(input => (Tensor)method.Invoke(input, [])!);
        }
        return Component(name);
    }

    /// <summary>A number that JSON cannot write.</summary>
    public static double Float(string text) => text switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity };
}
