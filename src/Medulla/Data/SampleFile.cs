using System.Collections.Immutable;
using System.Text.Json;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Samples in a safetensors file: voxels as tensors; geometry, history and other values as JSON in its metadata.</summary>
internal static class SampleFile
{
    private const string Key = "medulla.samples";

    /// <summary>Writes samples; the file appears once it is whole.</summary>
    public static void Save(string path, IReadOnlyList<Sample> samples)
    {
        Dictionary<string, Tensor> tensors = [];
        var described = samples.Select((sample, i) => sample.ToDictionary(pair => pair.Key, pair => Describe($"{i}/{pair.Key}", pair.Value, tensors))).ToList();
        SafeTensors.Save(path, tensors, new Dictionary<string, string> { [Key] = JsonSerializer.Serialize(described) });
    }

    /// <summary>Reads samples.</summary>
    /// <exception cref="WeightsFormatException">The file is damaged.</exception>
    public static List<object?> Load(string path)
    {
        using var file = SafeTensors.Open(path);
        try
        {
            var described = JsonSerializer.Deserialize<List<Dictionary<string, Value>>>(file.Metadata[Key])!;
            return [.. described.Select(sample => (object?)new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, Restore(pair.Value, file)))))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentException or NullReferenceException)
        {
            throw new WeightsFormatException(path, $"it holds no samples as they are kept here: {e.Message}", e);
        }
    }

    private static Value Describe(string name, object? value, Dictionary<string, Tensor> tensors)
    {
        switch (value)
        {
            case MetaTensor image:
                tensors[name] = image.Data.contiguous();
                return new() { Tensor = name, Image = new(Matrix(image.Affine), image.Metadata.FileName, image.Metadata.Space,
                    image.Metadata.OriginalAffine is { } original ? Matrix(original) : null,
                    image.Metadata.OriginalChannelDim is { } channels ? channels.Axis ?? int.MinValue : null,
                    [.. image.Applied.Where(operation => operation.Mapping is not null).Select(Describe)]) };
            case Tensor tensor:
                tensors[name] = tensor.contiguous();
                return new() { Tensor = name };
            case string text:
                return new() { Text = text };
            case bool flag:
                return new() { Flag = flag };
            case int or long:
                return new() { Whole = Convert.ToInt64(value) };
            case float or double:
                return new() { Real = Convert.ToDouble(value) };
            case Values<long> numbers:
                return new() { Numbers = numbers.ToArray() };
            case null:
                return new();
            default:
                throw new NotSupportedException($"key '{name}' holds {Sample.Describe(value)}, which cannot be kept on disk; use CacheDataset, or remove the key before.");
        }
    }

    private static Operation Describe(AppliedOperation operation)
        => new((operation.Transform as StoredTransform)?.Description ?? operation.Transform.GetType().Name, [.. operation.Source.Shape], Matrix(operation.Source.Affine), [.. operation.Mapping!.Target.Shape],
            Matrix(operation.Mapping.Target.Affine), Matrix(operation.Mapping.ToSource), operation.Mapping.Sampling,
            operation.Mapping.Stretch is { } stretch ? [[.. stretch.Start], [.. stretch.From], [.. stretch.To]] : null);

    private static object? Restore(Value value, SafeTensors file)
    {
        if (value.Tensor is not { } name)
        {
            return (object?)value.Text ?? value.Flag ?? value.Whole ?? value.Real ?? (object?)(value.Numbers is { } numbers ? Values.Create<long>(numbers) : null);
        }
        var voxels = file.Read(name);
        if (value.Image is not { } image)
        {
            return voxels;
        }
        var metadata = new Metadata
        {
            FileName = image.FileName,
            Space = image.Space,
            OriginalAffine = image.OriginalAffine is { } original ? Affine(original) : null,
            OriginalChannelDim = image.ChannelDim is { } axis ? new ChannelAxis(axis == int.MinValue ? null : axis) : default(ChannelAxis?),
        };
        return new MetaTensor(voxels, Affine(image.Affine), metadata).WithApplied(image.Applied.Select(o => new AppliedOperation(
            new StoredTransform(o.Transform), new(o.SourceShape, Affine(o.SourceAffine)),
            new(new(o.TargetShape, Affine(o.TargetAffine)), Affine(o.ToSource), o.Sampling, o.Stretch is [var start, var from, var to] ? new(start, from, to) : null))).ToImmutableList());
    }

    private static double[] Matrix(Affine affine) => affine.RowMajor.ToArray();

    private static Affine Affine(double[] matrix) => new((int)Math.Sqrt(matrix.Length) - 1, matrix);

    private sealed record Value
    {
        public string? Tensor { get; init; }
        public ImageFacts? Image { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public long? Whole { get; init; }
        public double? Real { get; init; }
        public long[]? Numbers { get; init; }
    }

    private sealed record ImageFacts(double[] Affine, string? FileName, string Space, double[]? OriginalAffine, int? ChannelDim, Operation[] Applied);

    private sealed record Operation(
        string Transform, long[] SourceShape, double[] SourceAffine, long[] TargetShape, double[] TargetAffine, double[] ToSource, Sampling Sampling, long[][]? Stretch = null);
}
