using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Copies keys of a sample, voxels included, so that the copies can be changed apart.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Times">How many copies of each, at least 1.</param>
/// <param name="Names">Names of the copies, first one for each key, then the next for each; "key_0", "key_1", ... if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException"><paramref name="Times"/> is below 1 or the number of names another; on a call, a name is taken.</exception>
public sealed record CopyItems(Values<string> Keys, int Times = 1, Values<string>? Names = null, bool AllowMissingKeys = false)
    : SampleTransform(Keys, AllowMissingKeys)
{
    /// <summary>Names of the copies.</summary>
    public Values<string>? Names { get; init; } = NamesOf(Keys, Check.Positive(Times), Names);

    private protected override Sample Apply(Sample sample, Call call)
    {
        for (var i = 0; i < Names!.Count; i++)
        {
            var (key, name) = (Keys[i % Keys.Count], Names[i]);
            if (AllowMissingKeys && !sample.ContainsKey(key))
            {
                continue;
            }
            sample = sample.ContainsKey(name)
                ? throw new ArgumentException($"CopyItems: the sample has a key '{name}' already; give the copies other Names.")
                : sample.With(name, Copy(sample[key]));
        }
        return sample;
    }

    private static object? Copy(object? value) => value switch
    {
        MetaTensor image => image.Pending.Count == 0 ? image.WithData(image.Data.clone()) : image,
        Tensor tensor => tensor.clone(),
        _ => value,
    };

    // As in the reference, the names that are made up run through the copies of one key before the next.
    private static Values<string> NamesOf(Values<string> keys, int times, Values<string>? names)
    {
        names ??= Values.From(keys.SelectMany(key => Enumerable.Range(0, times).Select(i => $"{key}_{i}")));
        return names.Count == keys.Count * times ? names
            : throw new ArgumentException($"CopyItems: {times} copies of {keys.Count} keys take {keys.Count * times} names; {names.Count} were given.");
    }
}
