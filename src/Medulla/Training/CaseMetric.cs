namespace Medulla.Training;

/// <summary>A metric that scores one case.</summary>
/// <param name="Name">Name in logs and reports, such as "dice".</param>
/// <param name="Score">Prediction and label, [C, spatial...] after post-processing, to one score for each class; NaN where there is nothing to score.</param>
/// <param name="HigherIsBetter">Whether larger scores are better.</param>
public sealed record CaseMetric(string Name, Func<MetaTensor, MetaTensor, IReadOnlyList<double>> Score, bool HigherIsBetter = true);
