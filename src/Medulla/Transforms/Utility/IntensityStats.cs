using System.Collections;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Notes statistics of the intensities; the image stays as it is.</summary>
/// <param name="Ops">What to compute. Functions of one's own are noted as "custom_0", "custom_1", ...</param>
/// <param name="KeyPrefix">What the names of the notes begin with, before "_".</param>
/// <param name="ChannelWise">Whether each channel has its own; a note then is a list.</param>
/// <exception cref="ArgumentException">On a call: a statistic is not known, or the mask is no boolean array of the image's shape.</exception>
public sealed record IntensityStats(Values<IntensityStatistic> Ops, string KeyPrefix, bool ChannelWise = false) : ITransform
{
    /// <summary>The image and the notes.</summary>
    /// <param name="img">The image.</param>
    /// <param name="metaData">Notes there are already; they come first.</param>
    /// <param name="mask">Where to look, booleans of the image's shape; everywhere if null.</param>
    public (MetaTensor Image, IReadOnlyDictionary<string, object?> Statistics) Apply(MetaTensor img, IDictionary? metaData = null, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var values = Masked(img.Data, mask);
        var notes = metaData is null ? [] : metaData.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => metaData[key]);
        var custom = 0;
        foreach (var op in Ops)
        {
            notes[$"{KeyPrefix}_{op.Name ?? $"custom_{custom++}"}"] = ChannelWise ? values.unbind(0).Select(op.Of).ToList() : op.Of(values);
        }
        foreach (var tensor in Item.Tensors(notes))
        {
            scope.MoveToOuter(tensor);
        }
        return (img, notes);
    }

    object? ITransform.Run(object? item, Call call) => Apply(Item.Image(item, this));

    private static Tensor Masked(Tensor data, Tensor? mask)
        => mask is null ? data
            : mask.dtype != ScalarType.Bool ? throw new ArgumentException($"the mask is of {mask.dtype}; booleans are expected.")
            : !mask.shape.AsSpan().SequenceEqual(data.shape) ? throw new ArgumentException(
                $"the mask is [{string.Join(", ", mask.shape)}] and the image [{string.Join(", ", data.shape)}]; they must have the same shape.")
            : data.masked_select(mask);

    /// <summary>Notes statistics of keys of a sample, under keys of their own.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="Ops">What to compute.</param>
    /// <param name="KeyPrefix">What the names of the notes begin with, before "_".</param>
    /// <param name="MaskKeys">For all keys or each: the key that says where to look.</param>
    /// <param name="ChannelWise">Whether each channel has its own.</param>
    /// <param name="MetaKeys">For each key, the one of the notes; "key_" and <paramref name="MetaKeyPostfix"/> if null.</param>
    /// <param name="MetaKeyPostfix">For all keys or each: see <paramref name="MetaKeys"/>; "meta_dict" if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<IntensityStatistic> Ops, string KeyPrefix, Values<string>? MaskKeys = null, bool ChannelWise = false,
        Values<string>? MetaKeys = null, Values<string>? MetaKeyPostfix = null, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>For each key, the one of the notes.</summary>
        public Values<string>? MetaKeys { get; init; } = MetaKeys is null || MetaKeys.Count == Keys.Count ? MetaKeys
            : throw new ArgumentException($"IntensityStats: {MetaKeys.Count} MetaKeys were given for {Keys.Count} keys; they must be as many.");

        private protected override Sample Apply(Sample sample, Call call)
        {
            var stats = new IntensityStats(Ops, KeyPrefix, ChannelWise);
            var result = sample;
            ForEachKey(sample, (key, index) =>
            {
                var noteKey = MetaKeys?[index] ?? $"{key}_{MetaKeyPostfix?.Cyclic(index) ?? "meta_dict"}";
                var mask = MaskKeys?.Cyclic(index) is { } maskKey && sample.ContainsKey(maskKey) ? sample.Image(maskKey).Data : null;
                var notes = stats.Apply(sample.Image(key), result.TryGetValue(noteKey, out var known) ? known as IDictionary : null, mask).Statistics;
                result = result.With(noteKey, notes);
                return null;
            });
            return result;
        }
    }
}
