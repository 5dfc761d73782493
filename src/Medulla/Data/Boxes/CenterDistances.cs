using static TorchSharp.torch;

namespace Medulla.Data.Boxes;

/// <summary>How far the middles of boxes are from each other.</summary>
/// <param name="Distances">[N, M].</param>
/// <param name="Centers1">The middles of the first boxes, [N, axes].</param>
/// <param name="Centers2">The middles of the second boxes, [M, axes].</param>
public sealed record CenterDistances(Tensor Distances, Tensor Centers1, Tensor Centers2) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => (Distances, Centers1, Centers2);
}
