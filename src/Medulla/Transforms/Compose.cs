using System.Collections;
using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>Steps in order, of either form. A step that gives several items has the following ones applied to each.</summary>
/// <param name="Transforms">The steps; none if null.</param>
/// <param name="Lazy">Whether consecutive spatial steps become one interpolation; null leaves it to each step.</param>
public sealed record Compose(Values<ITransform>? Transforms = null, bool? Lazy = null) : ITransform
{
    /// <summary>The steps.</summary>
    public Values<ITransform> Transforms { get; init; } = Transforms ?? [];

    /// <summary>A pipeline of the given steps.</summary>
    public Compose(params ITransform[] transforms)
        : this(Values.From(transforms))
    {
    }

    /// <summary>The sample after all steps.</summary>
    /// <exception cref="TransformException">A step failed.</exception>
    /// <exception cref="InvalidOperationException">The pipeline gives several samples; use <see cref="ApplyMany"/>.</exception>
    public Sample Apply(Sample sample, uint? seed = null) => Single<Sample>(Start(sample, seed));

    /// <summary>The image after all steps.</summary>
    /// <inheritdoc cref="Apply(Sample, uint?)"/>
    public MetaTensor Apply(MetaTensor image, uint? seed = null) => Single<MetaTensor>(Start(image, seed));

    /// <summary>The samples after all steps.</summary>
    public IReadOnlyList<Sample> ApplyMany(Sample sample, uint? seed = null)
        => Start(sample, seed) switch
        {
            Sample single => [single],
            IEnumerable many => [.. many.Cast<Sample>()],
            var other => throw new InvalidOperationException($"Compose: the pipeline gave {Sample.Describe(other)}; samples were expected."),
        };

    /// <summary>Undoes the steps, last first, as far as the history tells.</summary>
    public Sample Invert(Sample sample) => (Sample)((ITransform)this).Invert(sample)!;

    /// <inheritdoc cref="Invert(Sample)"/>
    public MetaTensor Invert(MetaTensor image) => (MetaTensor)((ITransform)this).Invert(image)!;

    /// <inheritdoc/>
    public Generators? CreateGenerators(Func<RandomState> source) => Generators.ForChildren(source, Transforms);

    object? ITransform.Run(object? item, Call call) => Item.Scoped(() => RunSteps(item, call, 0, Transforms.Count));

    /// <summary>Number of steps before the first random one; what they give is the same on every call and can be kept.</summary>
    internal int DeterministicSteps
        => Transforms.TakeWhile(step => step.CreateGenerators(() => new RandomState(0)) is null).Count();

    /// <summary>Runs some of the steps on an item, with the generators they have in the whole pipeline.</summary>
    /// <param name="item">A sample, an image, what the first step takes, or a list of these.</param>
    /// <param name="start">The first step to run, from 0.</param>
    /// <param name="end">The step to stop before; after the last if null.</param>
    /// <param name="call">What comes with the call.</param>
    /// <exception cref="ArgumentException">The range does not lie within the steps.</exception>
    public object? Execute(object? item, int start = 0, int? end = null, Call call = default)
    {
        var stop = end ?? Transforms.Count;
        if (start < 0 || start > stop || stop > Transforms.Count)
        {
            throw new ArgumentException($"Compose: steps {start} to {stop} were asked for; there are {Transforms.Count}, so 0 <= start <= end <= {Transforms.Count}.");
        }
        return start == stop ? item : Item.Scoped(() => RunSteps(item, call, start, stop));
    }

    /// <summary>Runs a list of steps, or some of them, on an item.</summary>
    /// <param name="data">A sample, a dictionary, an image, what the first step takes, or a list of these.</param>
    /// <param name="transforms">The steps.</param>
    /// <param name="start">The first step to run, from 0.</param>
    /// <param name="end">The step to stop before; after the last if null.</param>
    /// <param name="lazy">Whether consecutive spatial steps become one interpolation; null leaves it to each step.</param>
    /// <param name="threading">Means nothing here: steps hold no state, so threads may share them.</param>
    /// <exception cref="ArgumentException">The range does not lie within the steps.</exception>
    public static object? ExecuteCompose(
        object? data, Values<ITransform> transforms, int? start = 0, int? end = null, bool? lazy = false, bool threading = false)
        => new Compose(transforms, lazy).Execute(
            data is IDictionary map ? Sample.From(map) : data,
            start ?? throw new ArgumentException("Compose: 'start' is null; it is the number of the first step, from 0."), end);

    /// <summary>Runs steps <paramref name="first"/> to <paramref name="end"/> (exclusive), with the generators they have in the whole pipeline.</summary>
    internal object? RunSteps(object? item, Call call, int first, int end)
    {
        call = call with { Random = call.Random ?? Generators.Unseeded(this) };
        for (var i = first; i < end; i++)
        {
            item = RunStep(item, call, i);
        }
        return Resampled(item);
    }

    /// <summary>Runs one step on an item, or on each of a list; what lazy steps leave pending stays so.</summary>
    internal object? RunStep(object? item, Call call, int index)
    {
        Call stepCall = new(call.Random?.Children[index], call.Lazy ?? Lazy);
        return Item.Scoped(() => ForEach(item, one => RunStep(Transforms[index], index + 1, one, stepCall)));
    }

    /// <summary>The item after what lazy steps left pending.</summary>
    internal static object? Resampled(object? item) => Item.Scoped(() => ForEach(item, WithoutPending));

    object? ITransform.Invert(object? item)
        => Transforms.Reverse().Aggregate(item, (current, step) => Item.Scoped(() => ForEach(current, step.Invert)));

    private object? Start(object item, uint? seed)
        => ((ITransform)this).Run(item, new(seed is { } s ? Generators.For(this, s) : Generators.Unseeded(this)));

    private static object? RunStep(ITransform step, int position, object? item, Call call)
    {
        try
        {
            return step.Run(item, call);
        }
        catch (TransformException e) when (e.Position is null)
        {
            throw new TransformException(e.Step, position, e.Key, e.InnerException!);
        }
        catch (Exception e) when (TransformException.IsWorthTelling(e))
        {
            throw new TransformException(step.Name(), position, null, e);
        }
    }

    /// <summary>Executes what lazy steps left pending.</summary>
    private static object? WithoutPending(object? item)
    {
        foreach (var image in item is Sample sample ? sample.Values : [item])
        {
            _ = (image as MetaTensor)?.Data;
        }
        return item;
    }

    /// <summary>Applies <paramref name="work"/> to the item, or to each of a list of items.</summary>
    internal static object? ForEach(object? item, Func<object?, object?> work)
    {
        if (item is string or Sample or IDictionary or not IList)
        {
            return work(item);
        }
        List<object?> results = [];
        foreach (var one in (IList)item)
        {
            var result = ForEach(one, work);
            if (result is List<object?> several)
            {
                results.AddRange(several);
            }
            else
            {
                results.Add(result);
            }
        }
        return results;
    }

    private static T Single<T>(object? result)
        => result is T single ? single : throw new InvalidOperationException(
            $"Compose: the pipeline gave {(result is IList list ? $"{list.Count} items" : Sample.Describe(result))}, not one {typeof(T).Name}.");
}
