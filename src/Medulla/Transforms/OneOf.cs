using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Applies one of several steps, picked at random on each call.</summary>
/// <param name="Transforms">The steps to pick from.</param>
/// <param name="Weights">How often each is picked, relative to the others; equally often if null.</param>
/// <param name="Lazy">As in <see cref="Compose"/>.</param>
/// <exception cref="ArgumentException">There are no steps, or the weights are not one non-negative number for each.</exception>
public sealed record OneOf(Values<ITransform> Transforms, Values<double>? Weights = null, bool? Lazy = null) : ITransform
{
    /// <summary>How often each step is picked; they add up to 1.</summary>
    public Values<double>? Weights { get; init; } = Normalized(Transforms, Weights);

    /// <summary>The sample after the step that was picked.</summary>
    public Sample Apply(Sample sample, uint? seed = null) => (Sample)Start(sample, seed)!;

    /// <summary>The image after the step that was picked.</summary>
    public MetaTensor Apply(MetaTensor image, uint? seed = null) => (MetaTensor)Start(image, seed)!;

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => Generators.ForChildren(source, Transforms);

    object? ITransform.Run(object? item, Call call)
    {
        var random = call.Random ?? Generators.Unseeded(this)!;
        var pick = random.Own.Multinomial(Weights!.Span);
        var chosen = new Compose(Transforms[pick]) { Lazy = call.Lazy ?? Lazy };
        return ((ITransform)chosen).Run(item, new(new(random.Own, null, [random.Children[pick]])));
    }

    /// <summary>Undoes whichever step the history names last.</summary>
    object? ITransform.Invert(object? item)
        => Transforms.FirstOrDefault(step => Made(step, item)) is { } step ? step.Invert(item) : item;

    private static bool Made(ITransform step, object? item) => (step, item) switch
    {
        (Keyed keyed, Sample sample) => keyed.Parts.Any(part => sample.TryGetValue(part.Key, out var value) && Made(part.Value, value)),
        (Compose compose, _) => compose.Transforms.Reverse().Any(child => Made(child, item)),
        (_, MetaTensor { Applied: [.., var last] }) => last.Transform.Equals(step),
        _ => false,
    };

    private object? Start(object item, uint? seed)
        => ((ITransform)this).Run(item, new(seed is { } s ? Generators.For(this, s) : null));

    private static Values<double> Normalized(Values<ITransform> transforms, Values<double>? weights)
    {
        if (transforms.Count == 0)
        {
            throw new ArgumentException("OneOf: there are no transforms to pick from.");
        }
        weights ??= Values.From(Enumerable.Repeat(1.0, transforms.Count));
        if (weights.Count != transforms.Count)
        {
            throw new ArgumentException($"OneOf: {transforms.Count} transforms take as many weights; {weights.Count} were given.");
        }
        if (weights.Any(w => w < 0 || !double.IsFinite(w)) || weights.Sum() == 0)
        {
            throw new ArgumentException($"OneOf: weights must be at least 0 and not all 0; they are {weights}.");
        }
        var sum = weights.Sum();
        return Values.From(weights.Select(w => w / sum));
    }
}
