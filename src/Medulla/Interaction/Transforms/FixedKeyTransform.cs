using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>A step that works on one key of a fixed name, such as "label", if that is among its keys; the others stay as they are.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over; an error otherwise.</param>
public abstract record FixedKeyTransform(Values<string> Keys, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    /// <summary>The key of images.</summary>
    private protected const string Image = "image";

    /// <summary>The key of label maps.</summary>
    private protected const string Label = "label";

    /// <summary>The key of what a network made.</summary>
    private protected const string Prediction = "pred";

    private protected abstract string Only { get; }

    /// <summary>The sample after the step.</summary>
    private protected abstract Sample ApplyTo(Sample sample, MetaTensor image, Call call);

    private protected sealed override Sample Apply(Sample sample, Call call)
    {
        foreach (var key in Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)))
        {
            var value = sample[key];
            if (key == Only)
            {
                return At(key, () => ApplyTo(sample, Item.Image(value, this), call));
            }
        }
        return sample;
    }

    /// <summary>Checks that an image is a volume of one channel.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal static void CheckVolume(MetaTensor label)
    {
        var shape = label.Data.shape;
        if (shape.Length != 4 || shape[0] != 1)
        {
            throw new ArgumentException($"the label is [{string.Join(", ", shape)}]; a volume with one channel is expected, [1, spatial...] with three spatial axes.");
        }
    }
}
