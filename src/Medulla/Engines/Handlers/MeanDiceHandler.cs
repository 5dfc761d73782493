using Medulla.Imaging;
using Medulla.Metrics;

namespace Medulla.Engines.Handlers;

/// <summary>Mean Dice of each epoch; <see cref="DiceMetric"/>.</summary>
[ReferenceName("MeanDice")]
public sealed class MeanDiceHandler(
    bool includeBackground = true, MetricReduction reduction = MetricReduction.Mean, int? numClasses = null, Func<object?, object?>? outputTransform = null, bool saveDetails = true)
    : MetricHandler(new DiceMetric(includeBackground, reduction, numClasses: numClasses), outputTransform, saveDetails);
