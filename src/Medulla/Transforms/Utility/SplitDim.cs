using Medulla.Imaging;
using Medulla.Imaging.Geometry;

namespace Medulla.Transforms.Utility;

/// <summary>Splits an image along an axis into images of length 1, which share its voxels.</summary>
/// <param name="Dim">The axis, 0 being that of the channels.</param>
/// <param name="Keepdim">Whether the results keep the axis, with length 1.</param>
/// <param name="UpdateMeta">Whether the affines of slices say where each lies; they do only where the axis is kept.</param>
/// <exception cref="ArgumentException">On a call: there is no axis of that number.</exception>
public sealed record SplitDim(int Dim = -1, bool Keepdim = true, bool UpdateMeta = true) : ITransform
{
    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<MetaTensor> Apply(MetaTensor img)
    {
        var data = img.Data;
        var rank = (int)data.Dimensions;
        var axis = Dim < 0 ? Dim + rank : Dim;
        if (axis < 0 || axis >= rank)
        {
            throw new ArgumentException($"there is no axis {Dim} in an array with {rank} axes.");
        }
        return [.. data.split(1, axis).Select((part, at) => Keepdim ? Moved(img.WithData(part), axis, at) : img.WithData(part.squeeze(axis)))];
    }

    object? ITransform.Run(object? item, Call call) => Apply(Item.Image(item, this)).ToList<object?>();

    private MetaTensor Moved(MetaTensor part, int axis, int at)
    {
        if (!UpdateMeta || axis == 0 || axis > part.Affine.Rank)
        {
            return part;
        }
        var offset = new double[part.Affine.Rank];
        offset[axis - 1] = at;
        return part.WithAffine(part.Affine * Affine.Translation(offset));
    }

    /// <summary>Splits keys of a sample.</summary>
    /// <param name="Keys">The keys.</param>
    /// <param name="OutputPostfixes">What the new keys end in, after "key_"; 0, 1, 2, ... if null.</param>
    /// <param name="Dim">The axis, 0 being that of the channels.</param>
    /// <param name="Keepdim">Whether the results keep the axis, with length 1.</param>
    /// <param name="UpdateMeta">Whether the affines of slices say where each lies.</param>
    /// <param name="ListOutput">Whether one sample becomes several, one for each part; otherwise the parts get keys of their own.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Values<string>? OutputPostfixes = null, int Dim = 0, bool Keepdim = true, bool UpdateMeta = true, bool ListOutput = false,
        bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override object? Run(Sample sample, Call call)
        {
            var split = new SplitDim(Dim, Keepdim, UpdateMeta);
            Dictionary<string, IReadOnlyList<MetaTensor>> parts = [];
            ForEachKey(sample, (key, _) => parts[key] = split.Apply(sample.Image(key)));
            return ListOutput
                ? Enumerable.Range(0, parts.Count == 0 ? 0 : parts.Values.Min(list => list.Count))
                    .Select(at => (object?)parts.Aggregate(sample, (one, pair) => one.With(pair.Key, pair.Value[at]))).ToList()
                : parts.Aggregate(sample, WithParts);
        }

        private Sample WithParts(Sample sample, KeyValuePair<string, IReadOnlyList<MetaTensor>> split)
        {
            var (key, parts) = split;
            if (OutputPostfixes is not null && OutputPostfixes.Count != parts.Count)
            {
                throw new ArgumentException($"SplitDim: key '{key}' gives {parts.Count} parts; {OutputPostfixes.Count} postfixes were given.");
            }
            for (var at = 0; at < parts.Count; at++)
            {
                var name = $"{key}_{OutputPostfixes?[at] ?? $"{at}"}";
                sample = sample.ContainsKey(name)
                    ? throw new ArgumentException($"SplitDim: the sample has a key '{name}' already; give other OutputPostfixes.") : sample.With(name, parts[at]);
            }
            return sample;
        }
    }
}
