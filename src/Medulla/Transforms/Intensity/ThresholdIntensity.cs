using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Keeps the intensities on one side of a threshold and replaces the others.</summary>
/// <param name="Threshold">The threshold; it is itself replaced.</param>
/// <param name="Above">Whether intensities above it stay; those below otherwise.</param>
/// <param name="Cval">What the others become.</param>
public sealed record ThresholdIntensity(double Threshold, bool Above = true, double Cval = 0) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() => image.Data.masked_fill((Above ? image.Data.gt(Threshold) : image.Data.lt(Threshold)).logical_not(), Cval)));
}
