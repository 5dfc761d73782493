using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>The mean of a loss over the samples of an epoch.</summary>
/// <param name="lossFn">Prediction and label, each as a batch of one, to a scalar.</param>
/// <param name="outputTransform">From the engine's output to predictions and labels.</param>
[ReferenceName("Loss")]
public sealed class LossHandler(Func<Tensor, Tensor, Tensor> lossFn, Func<object?, object?>? outputTransform = null) : MeanHandler(outputTransform)
{
    /// <inheritdoc/>
    protected override double Score(Tensor prediction, Tensor label)
    {
        using var noGradient = no_grad();
        return EngineOutput.Number(lossFn(prediction.unsqueeze(0), label.unsqueeze(0))) ?? throw new ArgumentException("Loss: the loss is not one number; give one that is reduced.");
    }
}
