using Medulla.Training;

namespace Medulla.Visualization;

/// <summary>Loss and validation metric over the epochs of a run.</summary>
public static class LearningCurve
{
    /// <summary>The curve of a training run.</summary>
    public static Picture Of(TrainingState state)
    {
        var name = state.Validations.SelectMany(v => v.Metrics.Keys).FirstOrDefault() ?? "score";
        return Of(state.Losses, [.. state.Validations.Select(v => ((double)v.Epoch, v.Metrics.GetValueOrDefault(name, v.Score)))], state.Best?.Epoch, name);
    }

    /// <summary>A curve of plain numbers.</summary>
    /// <param name="losses">Mean training loss of each epoch, from the first.</param>
    /// <param name="scores">Validation metric after so many epochs.</param>
    /// <param name="best">The epoch with the best metric, to be marked; none if null.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public static Picture Of(
        IReadOnlyList<double> losses, IReadOnlyList<(double Epoch, double Score)> scores, int? best = null, string metric = "dice", int width = 900, int height = 500)
    {
        using var plot = new ScottPlot.Plot();
        plot.Title("Training");
        plot.XLabel("epoch");
        plot.YLabel("training loss");
        if (losses.Count > 0)
        {
            var loss = plot.Add.ScatterLine(Enumerable.Range(1, losses.Count).Select(i => (double)i).ToArray(), losses.ToArray());
            loss.LegendText = "training loss";
            loss.LineWidth = 2;
        }
        if (scores.Count > 0)
        {
            var score = plot.Add.Scatter(scores.Select(s => s.Epoch).ToArray(), scores.Select(s => s.Score).ToArray());
            score.LegendText = $"validation {metric}";
            score.LineWidth = 2;
            score.Axes.YAxis = plot.Axes.Right;
            plot.Axes.Right.Label.Text = $"validation {metric}";
        }
        if (best is { } epoch)
        {
            var mark = plot.Add.VerticalLine(epoch, pattern: ScottPlot.LinePattern.Dashed);
            mark.LegendText = $"best, epoch {epoch}";
        }
        plot.ShowLegend(ScottPlot.Alignment.LowerLeft);
        return new(plot.GetImageBytes(width, height, ScottPlot.ImageFormat.Png));
    }
}
