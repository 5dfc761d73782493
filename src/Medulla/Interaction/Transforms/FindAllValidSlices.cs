using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Finds the slices of a label that are not empty; slices lie along the first spatial axis.</summary>
/// <param name="Label">Key of the label, [1, D, H, W].</param>
/// <param name="Sids">Key for the numbers of the slices; left out where there are none.</param>
public sealed record FindAllValidSlices(string Label = "label", string Sids = "sids") : SampleTransform(Label)
{
    private protected override Sample Apply(Sample sample, Call call) => At(Label, () =>
    {
        using var scope = NewDisposeScope();
        var label = sample.Image(Label);
        FixedKeyTransform.CheckVolume(label);
        var slices = ClassSlices.Of(label.Data[0].to_type(ScalarType.Float64).flatten(1).sum(1).ne(0));
        return slices.Length > 0 ? sample.With(Sids, slices) : sample;
    });
}
