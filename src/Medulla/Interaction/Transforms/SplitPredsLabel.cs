using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.Transforms;

/// <summary>Takes the classes of a one-hot prediction and of "label" apart, for scores of their own: "pred_spleen", "label_spleen" and so on, [1, spatial...].</summary>
/// <param name="Keys">Keys, of which "pred" counts: [C, spatial...]. Its second channel is the first of the sample's "label_names"; background is left out.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record SplitPredsLabel(Values<string> Keys, bool AllowMissingKeys = false) : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private protected override string Only => Prediction;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
        => SampleClasses.Of(sample).Index().Where(one => one.Item.Name != LabelNames.Background).Aggregate(sample, (split, one) => split
            .With($"{Prediction}_{one.Item.Name}", Channel(sample, Prediction, one.Index + 1))
            .With($"{Label}_{one.Item.Name}", Channel(sample, Label, one.Index + 1)));

    private static object Channel(Sample sample, string key, int channel)
    {
        var data = sample.Image(key).Data;
        return channel < data.shape[0] ? Item.Like(sample[key], data.narrow(0, channel, 1))
            : throw new ArgumentException($"'{key}' has {data.shape[0]} channels; one for each of the classes and one before them are expected, so at least {channel + 1}.");
    }
}
