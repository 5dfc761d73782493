using Medulla.Detection.Networks;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>What a detector is to make small.</summary>
/// <param name="Classification">How wrong the classes are.</param>
/// <param name="BoxRegression">How wrong the boxes are.</param>
public sealed record DetectionLosses(Tensor Classification, Tensor BoxRegression) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => new Dictionary<string, Tensor>
    {
        [DetectionMaps.ClassificationKey] = Classification,
        [DetectionMaps.BoxRegressionKey] = BoxRegression,
    };
}
