using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Gives labels other numbers; values that are not listed stay.</summary>
/// <param name="OrigLabels">The labels in the image.</param>
/// <param name="TargetLabels">What each becomes.</param>
/// <param name="Dtype">Element type of the result.</param>
/// <exception cref="ArgumentException">The lists differ in length.</exception>
public sealed record MapLabelValue(Values<double> OrigLabels, Values<double> TargetLabels, ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <summary>What each label becomes.</summary>
    public Values<double> TargetLabels { get; init; } = TargetLabels.Count == OrigLabels.Count ? TargetLabels
        : throw new ArgumentException($"MapLabelValue: {OrigLabels.Count} labels are to become {TargetLabels.Count} others; the lists must have the same length.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var labels = image.Data;
            var mapped = labels.to(Dtype, labels.device, copy: true);
            foreach (var (from, to) in OrigLabels.Zip(TargetLabels).Where(pair => pair.First != pair.Second))
            {
                mapped.masked_fill_(labels.eq(from), to);
            }
            return mapped;
        }));
}
