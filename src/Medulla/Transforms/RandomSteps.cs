using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Runs steps that are picked at random on each call. The history of the images says which, so that they can be undone.</summary>
/// <param name="Transforms">The steps to pick from; none leave the item as it is.</param>
/// <param name="Lazy">As in <see cref="Compose"/>.</param>
public abstract record RandomSteps(Values<ITransform> Transforms, bool? Lazy) : IImageTransform
{
    /// <summary>Which steps one call ran, in order.</summary>
    public sealed record Drawn(Values<int> Steps);

    /// <summary>The sample after the steps that were picked.</summary>
    public Sample Apply(Sample sample, uint? seed = null) => (Sample)Start(sample, seed)!;

    /// <summary>The image after the steps that were picked.</summary>
    public MetaTensor Apply(MetaTensor image, uint? seed = null) => (MetaTensor)Start(image, seed)!;

    /// <summary>Picks steps, in the reference's order of draws.</summary>
    /// <returns>Their numbers, in the order in which to run them.</returns>
    protected abstract Values<int> Pick(RandomState random);

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => Generators.ForChildren(source, Transforms);

    object? ITransform.Run(object? item, Call call)
    {
        if (Transforms.Count == 0)
        {
            return item;
        }
        var random = call.Random ?? Generators.Unseeded(this)!;
        var picked = Pick(random.Own);
        var chosen = new Compose(Values.From(picked.Select(step => Transforms[step])), call.Lazy ?? Lazy);
        var result = ((ITransform)chosen).Run(item, new(new(random.Own, null, [.. picked.Select(step => random.Children[step])])));
        return Compose.ForEach(result, one => Noted(one, new(picked)));
    }

    object? ITransform.Invert(object? item)
    {
        if (Item.Images(item).Select(Last).FirstOrDefault(drawn => drawn is not null) is not { } drawn)
        {
            return item;
        }
        item = ForImages(item, image => Last(image) is null ? image : image.WithApplied(image.Applied.RemoveAt(image.Applied.Count - 1)));
        return drawn.Steps.Reverse().Aggregate(item, (current, step) => Compose.ForEach(current, Transforms[step].Invert));
    }

    /// <summary>The note of what was picked changes no voxels; the steps have entries of their own.</summary>
    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation) => image;

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => image;

    private object? Noted(object? item, Drawn drawn) => ForImages(item, image => image.Push(new(this, image.Grid, Drawn: drawn)));

    private Drawn? Last(MetaTensor image) => image.Applied is [.., var last] && last.IsOf(this) ? last.Drawn as Drawn : null;

    private static object? ForImages(object? item, Func<MetaTensor, MetaTensor> work) => item switch
    {
        MetaTensor image => work(image),
        Sample sample => new Sample(sample.Select(pair => KeyValuePair.Create<string, object?>(pair.Key, pair.Value is MetaTensor image ? work(image) : pair.Value))),
        _ => item,
    };

    private object? Start(object item, uint? seed)
        => ((ITransform)this).Run(item, new(seed is { } s ? Generators.For(this, s) : null));

    /// <summary>Weights that add up to 1.</summary>
    /// <param name="name">The step, for messages.</param>
    /// <param name="transforms">The steps to pick from.</param>
    /// <param name="weights">How often each is picked, relative to the others.</param>
    private protected static Values<double> Normalized(string name, Values<ITransform> transforms, Values<double> weights)
    {
        if (weights.Count != transforms.Count)
        {
            throw new ArgumentException($"{name}: {transforms.Count} transforms take as many weights; {weights.Count} were given.");
        }
        if (weights.Any(w => w < 0 || !double.IsFinite(w)) || (weights.Count > 0 && weights.Sum() == 0))
        {
            throw new ArgumentException($"{name}: weights must be at least 0 and not all 0; they are {weights}.");
        }
        var sum = weights.Sum();
        return Values.From(weights.Select(w => w / sum));
    }
}
