using static TorchSharp.torch;

namespace Medulla.Metrics;

/// <summary>
/// How far a label is from what a network predicts, to find labels that are wrong: the larger, the worse. Nath et al., Warm Start Active
/// Learning with Proxy Labels and Selection via Semi-Supervised Fine-Tuning (2022).
/// </summary>
/// <param name="includeBackground">Whether class 0 counts.</param>
/// <param name="scalarReduction">How voxels are put together: by mean or sum, or not at all.</param>
/// <exception cref="ArgumentException">The reduction is another.</exception>
public sealed class LabelQualityScore(bool includeBackground = true, MetricReduction scalarReduction = MetricReduction.Sum)
{
    private readonly MetricReduction scalarReduction = Checked(scalarReduction);

    /// <summary>Scores labels.</summary>
    /// <inheritdoc cref="Compute" path="/param"/>
    /// <inheritdoc cref="Compute" path="/returns"/>
    /// <inheritdoc cref="Compute" path="/exception"/>
    public Tensor Call(Tensor yPred, Tensor y) => Compute(yPred, y, includeBackground, scalarReduction);

    /// <summary>Scores labels.</summary>
    /// <param name="yPred">Predicted probabilities, [B, C, spatial...].</param>
    /// <param name="y">Labels, of the same shape.</param>
    /// <param name="includeBackground">Whether class 0 counts; a single class always does.</param>
    /// <param name="scalarReduction">How voxels are put together: by mean or sum, or not at all, which needs two spatial axes.</param>
    /// <returns>[B], or the differences as they are, [B, C, spatial...]. Float32.</returns>
    /// <exception cref="ArgumentException">The shapes differ, the reduction is another, or predictions are NaN.</exception>
    [Imaging.ReferenceName("label_quality_score")]
    public static Tensor Compute(Tensor yPred, Tensor y, bool includeBackground = true, MetricReduction scalarReduction = MetricReduction.Mean)
    {
        const string Who = "label quality";
        MetricInput.RequireShapes(Who, yPred, y, Checked(scalarReduction) == MetricReduction.None ? 4 : 2);
        MetricInput.RequireNumbers(Who, yPred);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        (yPred, y) = Background.Scored(yPred.to_type(ScalarType.Float32), y.to_type(ScalarType.Float32), includeBackground);
        var difference = (yPred - y).abs();
        return (scalarReduction switch
        {
            MetricReduction.None => difference,
            MetricReduction.Mean => difference.flatten(1).mean([1]),
            _ => difference.flatten(1).sum([1]),
        }).MoveToOuterDisposeScope();
    }

    private static MetricReduction Checked(MetricReduction reduction)
        => reduction is MetricReduction.Mean or MetricReduction.Sum or MetricReduction.None ? reduction
            : throw new ArgumentException($"label quality: scalar_reduction is {reduction}; mean, sum or none is expected.", nameof(reduction));
}
