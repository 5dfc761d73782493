using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>Scores put together.</summary>
/// <param name="Value">The result; its shape is that of the <see cref="MetricReduction"/>.</param>
/// <param name="NotNans">How many scores went into each element of <paramref name="Value"/>.</param>
/// <param name="WithNotNans">Whether the reference's form of the result has the counts.</param>
/// <param name="ByLabel">The result by class name, where that was asked for.</param>
/// <param name="Listed">Whether the reference gives a list of this one result.</param>
public sealed record MetricResult(
    Tensor Value, Tensor NotNans, bool WithNotNans = false, IReadOnlyDictionary<string, double>? ByLabel = null, bool Listed = false) : IReferenceForm
{
    /// <summary>The result as one number.</summary>
    /// <exception cref="InvalidOperationException">It has several elements.</exception>
    public double Number => Value.numel() == 1 ? Value.to_type(ScalarType.Float64).item<double>()
        : throw new InvalidOperationException($"the result has shape [{string.Join(", ", Value.shape)}]; take Value, or reduce by mean or sum.");

    /// <inheritdoc/>
    object IReferenceForm.ReferenceForm => Listed ? new[] { Alone } : Alone;

    private object Alone => (WithNotNans, (object?)ByLabel ?? Value) switch
    {
        (true, var value) => (value, NotNans),
        (false, var value) => value,
    };

    /// <summary>The value alone.</summary>
    public static implicit operator Tensor(MetricResult result) => result.Value;
}
