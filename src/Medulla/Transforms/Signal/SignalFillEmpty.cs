using Medulla.Runtime;

namespace Medulla.Transforms.Signal;

/// <summary>Replaces what is missing in a signal (NaN), and infinities by the largest finite numbers.</summary>
/// <param name="Replacement">The value for what is missing.</param>
public sealed record SignalFillEmpty(double Replacement = 0) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image) => image.WithData(TensorMemory.Scoped(() => image.Data.nan_to_num(Replacement)));
}
