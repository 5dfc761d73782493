using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>Puts the class of the object that a label map shows in its place: the map's largest value and an offset, a whole number.</summary>
/// <param name="Keys">The label maps.</param>
/// <param name="Offset">What is added.</param>
public sealed record SetLabelClass(Values<string> Keys, int Offset = -1) : SampleTransform(Keys)
{
    private protected override Sample Apply(Sample sample, Call call) => ForEachKey(sample, (key, _) =>
    {
        using var scope = NewDisposeScope();
        return (long)sample.Image(key).Data.max().to_type(ScalarType.Float64).item<double>() + Offset;
    });
}
