using Medulla.Imaging;

namespace Medulla.Transforms.Utility;

/// <summary>Keeps some keys of a sample and drops all others.</summary>
/// <param name="Keys">The keys to keep.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record SelectItems(Values<string> Keys, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
        => new(Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Select(key => KeyValuePair.Create(key, sample[key])));
}
