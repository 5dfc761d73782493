using System.Collections;
using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Moves what dictionaries in a sample hold to keys of the sample.</summary>
/// <param name="Keys">Keys that hold dictionaries.</param>
/// <param name="SubKeys">The keys of the dictionaries to move; all of them if null.</param>
/// <param name="DeleteKeys">Whether the dictionaries are dropped.</param>
/// <param name="Prefix">What the new keys begin with, before "_"; nothing if null.</param>
/// <exception cref="ArgumentException">On a call: a key holds no dictionary, or a new key is taken.</exception>
public sealed record FlattenSubKeys(Values<string> Keys, Values<string>? SubKeys = null, bool DeleteKeys = true, string? Prefix = null)
    : SampleTransform(Keys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        foreach (var key in Keys)
        {
            var inner = sample[key] switch
            {
                Sample nested => nested,
                IDictionary map => Sample.From(map),
                var other => throw new ArgumentException($"FlattenSubKeys: key '{key}' holds {Sample.Describe(other)}; a dictionary is needed there."),
            };
            foreach (var name in SubKeys ?? inner.Keys)
            {
                var top = string.IsNullOrEmpty(Prefix) ? name : $"{Prefix}_{name}";
                sample = sample.ContainsKey(top)
                    ? throw new ArgumentException($"FlattenSubKeys: the sample has a key '{top}' already; give another Prefix.") : sample.With(top, inner[name]);
            }
            sample = DeleteKeys ? sample.Without(key) : sample;
        }
        return sample;
    }
}
