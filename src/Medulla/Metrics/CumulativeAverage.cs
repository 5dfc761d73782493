using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>The running mean of a value, or of several side by side, such as a loss over the batches of an epoch. What is not finite does not count.</summary>
public sealed class CumulativeAverage : IDisposable
{
    private Tensor? last, sum, weight;

    /// <summary>Adds a value.</summary>
    /// <param name="val">A number or several, of one shape each time.</param>
    /// <param name="count">How many items it stands for, one number or one for each of several values; 1 if null.</param>
    /// <exception cref="ArgumentException">The counts are not one for each value, or the values not as many as before.</exception>
    public void Append(Tensor val, Tensor? count = null)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var value = val.detach().cpu().to_type(ScalarType.Float32);
        var counts = count?.detach().cpu().to_type(ScalarType.Float32) ?? tensor(1f);
        if (counts.Dimensions > 0 && !counts.shape.AsSpan().SequenceEqual(value.shape))
        {
            throw new ArgumentException($"CumulativeAverage: count is {MetricInput.Text(counts)} and val {MetricInput.Text(value)}; one count is expected, or one for each value.");
        }
        if (last is not null && !last.shape.AsSpan().SequenceEqual(value.shape))
        {
            throw new ArgumentException($"CumulativeAverage: val is {MetricInput.Text(value)}, those before were {MetricInput.Text(last)}; Reset goes between values of different shapes.");
        }
        var weighted = counts * value;
        var isFinite = weighted.isfinite();
        var (newSum, newWeight) = (where(isFinite, weighted, 0f), where(isFinite, counts, 0f));
        if (sum is not null && weight is not null)
        {
            (newSum, newWeight) = (sum + newSum, weight + newWeight);
        }
        Reset();
        (last, sum, weight) = (value.clone().DetachFromDisposeScope(), newSum.DetachFromDisposeScope(), newWeight.DetachFromDisposeScope());
    }

    /// <summary>Adds a number.</summary>
    /// <param name="val">The number.</param>
    /// <param name="count">How many items it stands for.</param>
    public void Append(double val, double count = 1)
    {
        using var scope = NewDisposeScope();
        Append(tensor(val, ScalarType.Float32), tensor(count, ScalarType.Float32));
    }

    /// <summary>The value added last, what is not finite as 0; 0 if there is none.</summary>
    public Tensor GetCurrent() => last?.nan_to_num(0, 0, 0) ?? tensor(0f);

    /// <summary>The mean of all values; 0 if there are none.</summary>
    public Tensor Aggregate()
    {
        using var scope = NewDisposeScope();
        return (sum is null || weight is null ? tensor(0f) : where(weight > 0, sum / weight, sum)).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets all values.</summary>
    public void Reset()
    {
        last?.Dispose();
        sum?.Dispose();
        weight?.Dispose();
        (last, sum, weight) = (null, null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();
}
