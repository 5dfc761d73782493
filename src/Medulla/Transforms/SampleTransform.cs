using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Transforms;

/// <summary>A step that needs several keys of a sample at once.</summary>
/// <param name="Keys">The keys it works on.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over; an error otherwise.</param>
public abstract record SampleTransform(Values<string> Keys, bool AllowMissingKeys = false) : ITransform
{
    /// <summary>The transformed sample.</summary>
    public Sample Apply(Sample sample, uint? seed = null)
        => (Sample)Run(sample, new(seed is { } s ? Generators.For(this, s) : null))!;

    /// <inheritdoc/>
    public virtual Generators? CreateGenerators(Func<RandomState> source) => null;

    object? ITransform.Run(object? item, Call call) => Run(Item.Sample(item, this), call);

    object? ITransform.Invert(object? item) => Invert(Item.Sample(item, this));

    /// <summary>Undoes the step.</summary>
    private protected virtual Sample Invert(Sample sample)
        => Keys.Where(sample.ContainsKey).Aggregate(
            sample, (result, key) => result[key] is MetaTensor image ? result.With(key, At(key, () => Invert(image))) : result);

    private protected virtual object? Run(Sample sample, Call call) => Apply(sample, call);

    /// <summary>What the step does, where it gives one sample.</summary>
    private protected virtual Sample Apply(Sample sample, Call call)
        => throw new NotSupportedException($"{GetType().Name} gives several samples; put it into a Compose and call ApplyMany.");

    /// <summary>Undoes the step on one of its keys.</summary>
    private protected virtual MetaTensor Invert(MetaTensor image)
        => image.Applied is [.., var last] && Made(last) ? image.Undo() : image;

    /// <summary>Whether an operation in a history is this step's.</summary>
    private protected virtual bool Made(AppliedOperation operation) => false;

    /// <summary>The sample with new values for the step's keys.</summary>
    private protected Sample ForEachKey(Sample sample, Func<string, int, object?> value)
    {
        for (var i = 0; i < Keys.Count; i++)
        {
            var (key, index) = (Keys[i], i);
            if (!AllowMissingKeys || sample.ContainsKey(key))
            {
                sample = sample.With(key, At(key, () => value(key, index)));
            }
        }
        return sample;
    }

    /// <summary>Runs work on one key; a failure names step and key.</summary>
    private protected T At<T>(string key, Func<T> work) => TransformException.At(this, key, work);
}
