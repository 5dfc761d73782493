using Medulla;
using Medulla.Transforms;

namespace Acme.Imaging;

/// <summary>Compresses bright intensities: log(1 + (value - floor)), 0 below the floor.</summary>
/// <param name="Floor">The intensity that becomes 0.</param>
/// <exception cref="ArgumentException"><paramref name="Floor"/> is not finite.</exception>
public sealed record LogIntensity(double Floor = 0) : Transform
{
    public double Floor { get; init; } = double.IsFinite(Floor)
        ? Floor
        : throw new ArgumentException($"LogIntensity: floor is {Floor}; a finite intensity is expected.");

    public override MetaTensor Apply(MetaTensor image)
        => image.WithData((image.Data - Floor).clamp_min(0).log1p());
}
