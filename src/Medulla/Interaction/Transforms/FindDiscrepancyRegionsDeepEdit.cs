using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Finds where a prediction and a label differ, class by class.</summary>
/// <param name="Keys">Keys, of which "label" counts. The sample's "label_names" tell the classes.</param>
/// <param name="Pred">Key of the prediction, numbers of classes in the label's shape.</param>
/// <param name="Discrepancy">Key for the result: a dictionary by class of [missed, wrongly found], each in the label's shape, float32, 0 or 1.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
public sealed record FindDiscrepancyRegionsDeepEdit(
    Values<string> Keys, string Pred = "pred", string Discrepancy = "discrepancy", bool AllowMissingKeys = false) : FixedKeyTransform(Keys, AllowMissingKeys)
{
    private protected override string Only => Label;

    private protected override Sample ApplyTo(Sample sample, MetaTensor image, Call call)
    {
        using var scope = NewDisposeScope();
        var prediction = At(Pred, () => sample.Image(Pred).Data);
        return sample.With(Discrepancy, SampleClasses.Of(sample).ToDictionary(one => one.Name, one => (object?)Discrepancies.Between(
            SampleClasses.Mask(image.Data, one.Name, one.Value), SampleClasses.Mask(prediction, one.Name, one.Value))));
    }
}
