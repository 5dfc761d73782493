using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Numbers the classes of label maps by their place in a list of names, from 1, background being 0; values of other classes become 0. The new
/// numbers are put into the sample as "label_names".
/// </summary>
/// <param name="Keys">The label maps; bare arrays become float64, images keep their type.</param>
/// <param name="LabelNames">The classes and their values so far; none if null.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record NormalizeLabelsInDataset(Values<string> Keys, LabelNames? LabelNames = null, bool AllowMissingKeys = false)
    : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        (string Name, long From, long To)[] classes =
            [.. (LabelNames?.Items ?? []).Select((item, i) => (item.Key, item.Value, item.Key == Interaction.LabelNames.Background ? 0L : i + 1))];
        sample = ForEachKey(sample, (key, _) =>
        {
            var label = sample.Image(key).Data;
            return Item.Like(sample[key], TensorMemory.Scoped(() => classes.Aggregate(
                zeros(label.shape, sample[key] is MetaTensor ? label.dtype : ScalarType.Float64, label.device),
                (numbers, one) => one.To == 0 ? numbers : numbers.masked_fill(label.eq(one.From), one.To))));
        });
        return Keys.Any(sample.ContainsKey) ? sample.With(SampleClasses.Key, classes.ToDictionary(one => one.Name, one => (object?)one.To)) : sample;
    }
}
