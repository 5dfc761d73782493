using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>A loss as a metric: its values are kept, and reduced in the end.</summary>
/// <param name="lossFn">The loss; takes prediction and label, or a prediction alone.</param>
/// <param name="reduction">How values are put together.</param>
/// <param name="getNotNans">Whether the reference's form of the result has the number of values.</param>
/// <exception cref="ArgumentException">The module takes something else.</exception>
public sealed class LossMetric(nn.Module lossFn, MetricReduction reduction = MetricReduction.Mean, bool getNotNans = false) : CumulativeMetric(reduction, getNotNans)
{
    private readonly Func<Tensor, Tensor?, Tensor> loss = lossFn switch
    {
        nn.Module<Tensor, Tensor, Tensor> ofBoth => (yPred, y) => ofBoth.call(yPred, y ?? throw NeedsLabel(lossFn)),
        nn.Module<Tensor, Tensor> ofOne => (yPred, _) => ofOne.call(yPred),
        _ => throw new ArgumentException($"LossMetric: loss_fn is {lossFn?.GetType().Name ?? "null"}; a module is expected that takes a prediction, or prediction and label.", nameof(lossFn)),
    };

    /// <summary>Computes the loss of a prediction alone, and keeps it.</summary>
    /// <param name="yPred">What the loss takes.</param>
    /// <returns>Its value, with at least two axes.</returns>
    /// <exception cref="ArgumentException">The loss needs a label.</exception>
    public Tensor Call(Tensor yPred) => Keep(Guarded(() => Value(yPred, null)));

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor yPred, Tensor y) => Value(yPred, y);

    /// <summary>Without any value, 0.</summary>
    protected override MetricResult OfNothing() => new(tensor(0f), tensor(0f), WithNotNans);

    private Tensor Value(Tensor yPred, Tensor? y)
    {
        var value = loss(yPred, y);
        while (value.Dimensions < 2)
        {
            value = value.unsqueeze(0);
        }
        return value;
    }

    private static ArgumentException NeedsLabel(nn.Module loss) => new($"LossMetric: {loss.GetName()} takes prediction and label; give y too.");
}
