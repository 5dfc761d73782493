using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Conformance;
using Medulla.Conformance.Runs;
using Medulla.Weights;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n{Options.Usage}");
    return 2;
}

if (options.Configs)
{
    foreach (var row in PublishedConfigs.Rows(options.Directory))
    {
        Console.WriteLine(row);
    }
    return 0;
}
List<Outcome> outcomes = [];
try
{
    if (options.Runs)
    {
        outcomes.AddRange(RunReplay.All(options));
    }
    foreach (var group in options.Runs ? [] : CaseGroup.Find(options.Directory))
    {
        using (group)
        {
            List<(Case Case, Outcome Outcome)> ours = [];
            foreach (var one in group.Cases.Where(one => options.Takes(one.Id)))
            {
                ours.Add((one, Replay.Run(one, ComponentRegistry.Default)));
            }
            if (ours.Count > 0)
            {
                Console.WriteLine($"{group.Name}: {Outcome.Summary([.. ours.Select(o => o.Outcome)])}");
            }
            if (options.Extract is { } folder)
            {
                Extraction.Write(Path.Combine(folder, group.Name), Extraction.Choose(ours, options.Cases));
            }
            outcomes.AddRange(ours.Select(o => o.Outcome));
        }
    }
    if (options.Report is { } report)
    {
        Outcome.Save(report, outcomes);
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or JsonException or WeightsFormatException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
Console.WriteLine($"total: {Outcome.Summary(outcomes)}");
var passed = outcomes.Count(o => o.Result == Result.Passed);
return passed >= options.Require / 100 * outcomes.Count && (outcomes.Count > 0 || options.Require == 0) ? 0 : 1;
