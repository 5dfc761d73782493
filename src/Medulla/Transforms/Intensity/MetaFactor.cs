using System.Collections;
using Medulla.Imaging;

namespace Medulla.Transforms.Intensity;

/// <summary>Where a keyed intensity transform finds a factor for each image: in its metadata, or in a dictionary beside it.</summary>
/// <param name="FactorKey">Name of the factor, for all keys or for each; no factor if null.</param>
/// <param name="MetaKeys">Keys of the dictionaries; the image's key with <paramref name="MetaKeyPostfix"/> if null.</param>
/// <param name="MetaKeyPostfix">See <paramref name="MetaKeys"/>.</param>
internal sealed record MetaFactor(Values<string>? FactorKey, Values<string>? MetaKeys, string MetaKeyPostfix)
{
    /// <summary>The factor for one key; 1 where there is none.</summary>
    public double Of(Sample sample, string key, int index)
    {
        if (FactorKey is null)
        {
            return 1;
        }
        var name = FactorKey.Cyclic(index);
        var metaKey = MetaKeys?.Cyclic(index) ?? $"{key}_{MetaKeyPostfix}";
        var found = sample.TryGetValue(metaKey, out var beside) ? Entry(beside, name) : null;
        found ??= (sample[key] as MetaTensor)?.Metadata.Fields.GetValueOrDefault(name);
        return found is null ? 1 : Convert.ToDouble(found);
    }

    private static object? Entry(object? beside, string name) => beside switch
    {
        Sample sample => sample.GetValueOrDefault(name),
        IDictionary map => map[name],
        Metadata metadata => metadata.Fields.GetValueOrDefault(name),
        _ => null,
    };
}
