using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>The mean distance between predictions and labels, both vectors along the last axis.</summary>
/// <param name="p">Order of the norm.</param>
/// <param name="eps">Added to each difference.</param>
/// <param name="outputTransform">From the engine's output to predictions and labels.</param>
[ReferenceName("MeanPairwiseDistance")]
public sealed class MeanPairwiseDistanceHandler(double p = 2, double eps = 1e-6, Func<object?, object?>? outputTransform = null) : MeanHandler(outputTransform)
{
    /// <inheritdoc/>
    protected override double Score(Tensor prediction, Tensor label)
        => ((prediction - label).to_type(ScalarType.Float64) + eps).abs().pow(p).sum(-1).pow(1 / p).mean().item<double>();
}
