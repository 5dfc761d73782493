using System.Globalization;
using System.Text;
using Medulla;
using Medulla.Bundles.Workflows;
using Medulla.Training;
using Medulla.Visualization;

/// <summary>What the sample leaves: a row for each case, and pictures of three of them.</summary>
internal static class Report
{
    /// <summary>Writes <c>cases.csv</c>: Dice and Hausdorff-95 of each label.</summary>
    public static void Write(EvaluationResult result, string[] labels, string directory)
    {
        var text = new StringBuilder("case," + string.Join(",", labels.Select(l => $"dice_{l}").Concat(labels.Select(l => $"hausdorff95_mm_{l}"))) + "\n");
        foreach (var row in result.Cases)
        {
            var numbers = row.Scores["dice"].Concat(row.Scores["hausdorff95"]).Select(v => v.ToString("0.####", CultureInfo.InvariantCulture));
            text.Append(row.Name).Append(',').AppendJoin(',', numbers).Append('\n');
        }
        File.WriteAllText(Path.Combine(directory, "cases.csv"), text.ToString());
    }

    /// <summary>Draws the best, median and worst case by mean Dice.</summary>
    public static void Pictures(EvaluationResult result, Evaluator evaluator, SegmentationModel model, string[] labels, string directory)
    {
        var ranked = result.Cases.OrderByDescending(row => EvaluationResult.Mean(row.Scores["dice"])).ToList();
        var wanted = new Dictionary<int, string>
        {
            [ranked[^1].Index] = "worst", [ranked[ranked.Count / 2].Index] = "median", [ranked[0].Index] = "best",
        };
        evaluator.Run(model.Network, (sample, row) =>
        {
            if (wanted.TryGetValue(row.Index, out var name))
            {
                var options = new OverlayOptions { Names = labels, Title = $"{name}: {row.Name}, Dice {EvaluationResult.Mean(row.Scores["dice"]):0.000}" };
                Overlay.Of(sample.Image("image"), Numbers(sample.Image("pred")), options, Numbers(sample.Image("label"))).Save(Path.Combine(directory, $"{name}.png"));
            }
        });
    }

    /// <summary>One channel for each class to class numbers.</summary>
    private static MetaTensor Numbers(MetaTensor onehot) => onehot.WithData(onehot.Data.argmax(0, true));
}
