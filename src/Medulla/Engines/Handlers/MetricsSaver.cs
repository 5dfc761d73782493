using System.Collections;
using Medulla.Data;
using Medulla.Imaging;

namespace Medulla.Engines.Handlers;

/// <summary>Writes metrics, and the scores of each image, to files at each epoch's end; see <see cref="MetricsReports"/>.</summary>
/// <param name="saveDir">The folder.</param>
/// <param name="metrics">Names of the metrics to write; "*" for all, none if it is null.</param>
/// <param name="metricDetails">Names of the metrics whose scores of each image are written; "*" for all, none if null.</param>
/// <param name="batchTransform">From the batch to the metadata of its images, to name them by their files; the batch itself if null.</param>
/// <param name="summaryOps">What a summary has; see <see cref="MetricsReports.WriteMetricsReports"/>.</param>
/// <param name="saveRank">Number of the process that writes, of several; here there is one, 0.</param>
/// <param name="delimiter">What stands between columns.</param>
/// <param name="outputType">Always "csv".</param>
/// <exception cref="ArgumentException">Another process is to write.</exception>
public sealed class MetricsSaver(
    string saveDir, MetricNames? metrics = null, Values<string>? metricDetails = null, Func<object?, object?>? batchTransform = null, Values<string>? summaryOps = null,
    int saveRank = 0, string delimiter = ",", string outputType = "csv") : IEngineHandler, IEngineAction
{
    private readonly int saveRank = saveRank == 0 ? saveRank : throw new ArgumentException($"MetricsSaver: save_rank is {saveRank}, but there is one process, 0.", nameof(saveRank));
    private readonly List<string> names = [];

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.EpochStarted, _ => names.Clear());
        if (metricDetails is not null)
        {
            engine.AddEventHandler(EngineEvent.IterationCompleted, e => names.AddRange(ImageNames.Of(batchTransform is null ? e.State.Batch : batchTransform(e.State.Batch))));
        }
        engine.AddEventHandler(EngineEvent.EpochCompleted, this);
    }

    /// <summary>Writes the files.</summary>
    /// <param name="engine">Has the metrics.</param>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var (known, details) = (engine.State.Metrics, engine.State.MetricDetails);
        MetricsReports.WriteMetricsReports(
            saveDir, names.Count == 0 ? null : names, known.Where(pair => metrics is null || metrics.Has(pair.Key)).ToDictionary(),
            details.Where(pair => metricDetails is not null && (metricDetails.Contains("*") || metricDetails.Contains(pair.Key))).ToDictionary(), summaryOps, delimiter, outputType);
    }
}
