using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>A random transform, as pipelines see it; see <see cref="RandomTransform{TDrawn}"/>.</summary>
public abstract record RandomTransform : IImageTransform
{
    private protected RandomTransform(double prob) => Prob = Check.Probability(prob);

    /// <summary>How often a call changes the image, in [0, 1].</summary>
    public double Prob { get; init => field = Check.Probability(value); }

    /// <summary>The transformed image, drawn from a generator of the given seed.</summary>
    public MetaTensor Apply(MetaTensor image, uint seed) => Run(image, new(Generators.For(this, seed)));

    object? ITransform.Run(object? item, Call call) => Run(Item.Image(item, this), call);

    object? ITransform.Invert(object? item) => item is MetaTensor image ? Invert(image) : item;

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => new(source(), null, CreateParts(source));

    /// <summary>The generators of a keyed step made of this transform.</summary>
    internal Generators CreateKeyedGenerators(Func<RandomState> source) => new(source(), source(), CreateParts(source));

    /// <summary>Generators for parts of the transform that have one of their own in the reference.</summary>
    protected virtual IReadOnlyList<Generators?> CreateParts(Func<RandomState> source) => [];

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation)
        => operation.Drawn is { } drawn ? Undo(image, drawn) : image;

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => Finish(image, operation.Drawn, default, keyed: false);

    /// <summary>Undoes this transform where it changed the image.</summary>
    public MetaTensor Invert(MetaTensor image)
        => image.Applied is [.., var last] && last.IsOf(this) ? image.Undo() : image;

    /// <summary>Whether each key of a sample gets parameters of its own; otherwise one draw serves all.</summary>
    internal virtual bool DrawsPerKey => false;

    /// <summary>Draws what one call needs; null if it leaves the image alone.</summary>
    /// <param name="generators">The step's generators.</param>
    /// <param name="image">The image, or the first one of a keyed step.</param>
    /// <param name="keyed">Whether the draw serves the keys of a sample.</param>
    internal abstract object? Decide(Generators generators, MetaTensor image, bool keyed);

    /// <summary>What a further key of a sample gets.</summary>
    /// <param name="generators">The step's generators.</param>
    /// <param name="image">The key's image.</param>
    /// <param name="first">What the first key got.</param>
    internal abstract object? DecideNext(Generators generators, MetaTensor image, object? first);

    /// <summary>Applies what <see cref="Decide"/> gave, and notes it in the history.</summary>
    internal abstract MetaTensor Finish(MetaTensor image, object? drawn, Call call, bool keyed);

    private protected abstract MetaTensor Undo(MetaTensor image, object drawn);

    private MetaTensor Run(MetaTensor image, Call call)
        => Finish(image, Decide(call.Random ?? Generators.Unseeded(this)!, image, keyed: false), call, keyed: false);
}

/// <summary>
/// A random transform of one image: <see cref="Draw"/> draws everything a call needs into a small record, <see cref="Apply(MetaTensor, TDrawn)"/> is pure.
/// One draw serves image and label alike, and the history can replay it.
/// </summary>
/// <typeparam name="TDrawn">What a call draws.</typeparam>
public abstract record RandomTransform<TDrawn> : RandomTransform
    where TDrawn : class
{
    /// <summary>A random transform.</summary>
    /// <param name="prob">How often a call changes the image, in [0, 1].</param>
    protected RandomTransform(double prob)
        : base(prob)
    {
    }

    /// <summary>Draws the parameters of one call, in the reference's order.</summary>
    public abstract TDrawn Draw(RandomState random, MetaTensor image);

    /// <summary>The image changed as drawn.</summary>
    public abstract MetaTensor Apply(MetaTensor image, TDrawn drawn);

    /// <summary>The image where the draw was to leave it alone; override where even then something is to be done.</summary>
    /// <param name="image">The image.</param>
    /// <param name="keyed">Whether it is one of the keys of a sample.</param>
    protected virtual MetaTensor Skip(MetaTensor image, bool keyed) => image;

    /// <summary>The image before the call that drew <paramref name="drawn"/>; the image as it is where that cannot be told.</summary>
    protected virtual MetaTensor Undo(MetaTensor image, TDrawn drawn) => image;

    /// <summary>The draws of a call on one image: whether to act, then the parameters. Override where the reference's order is another.</summary>
    /// <returns>Null to leave the image alone.</returns>
    protected virtual TDrawn? DrawOrSkip(Generators generators, MetaTensor image)
        => generators.Own.Rand() < Prob ? Draw(generators.Own, image) : null;

    /// <summary>The draws of a call on a sample: the step's own generator decides, a second of the same seed gives the parameters.</summary>
    /// <returns>Null to leave the images alone.</returns>
    protected virtual TDrawn? DrawKeyed(Generators generators, MetaTensor first)
    {
        if (generators.Own.Rand() >= Prob)
        {
            return null;
        }
        generators.Inner.Rand();
        return Draw(generators.Inner, first);
    }

    internal sealed override object? Decide(Generators generators, MetaTensor image, bool keyed)
        => keyed ? DrawKeyed(generators, image) : DrawOrSkip(generators, image);

    internal sealed override object? DecideNext(Generators generators, MetaTensor image, object? first)
    {
        if (first is null || !DrawsPerKey)
        {
            return first;
        }
        generators.Inner.Rand();
        return Draw(generators.Inner, image);
    }

    internal sealed override MetaTensor Finish(MetaTensor image, object? drawn, Call call, bool keyed)
        => drawn is TDrawn parameters ? Perform(image, parameters, call) : Skip(image, keyed);

    private protected sealed override MetaTensor Undo(MetaTensor image, object drawn) => Undo(image, (TDrawn)drawn);

    private protected virtual MetaTensor Perform(MetaTensor image, TDrawn drawn, Call call)
        => Apply(image, drawn).Push(new(this, image.Grid, Drawn: drawn));
}
