using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>A transform on some keys of a sample; of a random one, one draw serves all keys. Made by <see cref="KeyedExtensions.On(ITransform, string[])"/>.</summary>
/// <param name="Parts">The keys, each with the transform for it; the transforms differ in parameters alone.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over; an error otherwise.</param>
public sealed record Keyed(Values<KeyValuePair<string, ITransform>> Parts, bool AllowMissingKeys = false) : ITransform
{
    /// <summary>The keys.</summary>
    public IEnumerable<string> Keys => Parts.Select(part => part.Key);

    /// <summary>The transformed sample.</summary>
    public Sample Apply(Sample sample, uint? seed = null)
        => (Sample)((ITransform)this).Run(sample, new(seed is { } s ? Generators.For(this, s) : null))!;

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source)
        => Parts.Select(part => part.Value).OfType<RandomTransform>().FirstOrDefault()?.CreateKeyedGenerators(source);

    object? ITransform.Run(object? item, Call call)
    {
        var sample = Item.Sample(item, this);
        var parts = Present(sample).ToList();
        if (parts is [{ Value: Utility.Contract }, ..])
        {
            Utility.Contract.Assert(sample, parts);   // all keys are looked at before it says what is wrong
            return sample;
        }
        var generators = parts is [{ Value: RandomTransform }, ..] ? call.Random ?? Generators.Unseeded(this) : null;
        object? drawn = null;
        foreach (var (key, step) in parts)
        {
            var isFirst = key == parts[0].Key;
            sample = sample.With(key, TransformException.At(step, key, () =>
            {
                switch (step)
                {
                    case RandomTransform random:
                        var image = Item.Image(sample[key], random);
                        drawn = isFirst ? random.Decide(generators!, image, keyed: true) : random.DecideNext(generators!, image, drawn);
                        return random.Finish(image, drawn, call, keyed: true);
                    case Transform transform:
                        return transform.RunOnKey(sample[key], call);
                    default:
                        return step.Run(sample[key], call);
                }
            }));
        }
        return sample;
    }

    object? ITransform.Invert(object? item)
        => Parts.Where(part => Item.Sample(item, this).ContainsKey(part.Key)).Aggregate(Item.Sample(item, this), (sample, part) => sample.With(part.Key, TransformException.At(part.Value, part.Key, () => part.Value.Invert(sample[part.Key]))));

    /// <summary>The keys and their transforms.</summary>
    public override string ToString()
        => Parts.Select(part => part.Value).Distinct().Count() == 1
            ? $"{Parts[0].Value} on {string.Join(", ", Keys)}"
            : string.Join("; ", Parts.Select(part => $"{part.Value} on {part.Key}"));

    private IEnumerable<KeyValuePair<string, ITransform>> Present(Sample sample)
        => AllowMissingKeys ? Parts.Where(part => sample.ContainsKey(part.Key)) : Parts;
}

/// <summary>Makes keyed steps.</summary>
public static class KeyedExtensions
{
    /// <summary>The transform on each of the given keys.</summary>
    /// <exception cref="ArgumentException">No key is given.</exception>
    public static Keyed On(this ITransform transform, params string[] keys)
        => keys.Length == 0
            ? throw new ArgumentException($"{transform.GetType().Name}.On needs at least one key.")
            : new(Values.From(keys.Select(key => KeyValuePair.Create(key, transform))));

    /// <summary>The transform on each of the given keys, varied per key: <c>spacing.On(("image", t => t), ("label", t => t with { Mode = Nearest }))</c>.</summary>
    public static Keyed On<T>(this T transform, params (string Key, Func<T, T> Vary)[] keys)
        where T : ITransform
        => keys.Length == 0
            ? throw new ArgumentException($"{transform.GetType().Name}.On needs at least one key.")
            : new(Values.From(keys.Select(key => KeyValuePair.Create(key.Key, (ITransform)key.Vary(transform)))));
}
