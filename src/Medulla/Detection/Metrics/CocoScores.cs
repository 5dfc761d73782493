namespace Medulla.Detection.Metrics;

/// <summary>Average precision (AP) and recall (AR) by name, "mAP" and "mAR" where they are means over thresholds of overlap.</summary>
/// <param name="Scores">The scores.</param>
public sealed record CocoScores(IReadOnlyDictionary<string, double> Scores) : IReferenceForm
{
    /// <inheritdoc/>
    public object ReferenceForm => (Scores, (object?)null);
}
