using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Vista.Transforms;

/// <summary>Gives the labels of several datasets common numbers.</summary>
/// <param name="Keys">Keys of label maps.</param>
/// <param name="LabelMappings">
/// By name of dataset, pairs of a label there and the common one. A dataset that is not named, or has null, keeps its labels.
/// </param>
/// <param name="Dtype">Element type of the result.</param>
/// <param name="DatasetKey">Key of the name of a sample's dataset; "default" where a sample lacks it.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over; an error otherwise.</param>
public sealed record Relabel(
    Values<string> Keys, IReadOnlyDictionary<string, Values<(int, int)>?> LabelMappings, ScalarType Dtype = ScalarType.Int16, string DatasetKey = "dataset_name",
    bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        if (LabelMappings.GetValueOrDefault(sample.GetValueOrDefault(DatasetKey) as string ?? "default") is not { } pairs)
        {
            return sample;
        }
        var mapping = new MapLabelValue(Values.From(pairs.Select(pair => (double)pair.Item1)), Values.From(pairs.Select(pair => (double)pair.Item2)), Dtype);
        return ForEachKey(sample, (key, _) => mapping.Apply(sample.Image(key)));
    }
}
