using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Finds where a prediction and a label differ; both count where they exceed 0.5.</summary>
/// <param name="Label">Key of the label.</param>
/// <param name="Pred">Key of the prediction, in the label's shape.</param>
/// <param name="Discrepancy">Key for the result: [missed, wrongly found], each in the label's shape, float32, 0 or 1.</param>
public sealed record FindDiscrepancyRegions(string Label = "label", string Pred = "pred", string Discrepancy = "discrepancy") : SampleTransform([Label, Pred])
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        using var scope = NewDisposeScope();
        return sample.With(Discrepancy, Discrepancies.Between(
            At(Label, () => sample.Image(Label).Data.gt(0.5)), At(Pred, () => sample.Image(Pred).Data.gt(0.5))));
    }
}
