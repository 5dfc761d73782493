using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Conformance;

// Medulla.Conformance DIR [--filter PREFIX,...] [--report FILE] [--require PERCENT]
string? directory = null, report = null;
string[] filters = [];
var require = 0.0;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--filter" when i + 1 < args.Length:
            filters = args[++i].Split(',', StringSplitOptions.RemoveEmptyEntries);
            break;
        case "--report" when i + 1 < args.Length:
            report = args[++i];
            break;
        case "--require" when i + 1 < args.Length && double.TryParse(args[i + 1], out require):
            i++;
            break;
        case var path when !path.StartsWith("--", StringComparison.Ordinal) && directory is null:
            directory = path;
            break;
        default:
            return Usage($"'{args[i]}' is not understood.");
    }
}
if (directory is null || !Directory.Exists(directory))
{
    return Usage(directory is null ? "no directory of cases is given." : $"there is no directory {directory}.");
}

List<Outcome> outcomes = [];
foreach (var group in CaseGroup.Find(directory))
{
    using (group)
    {
        List<Outcome> ours = [];
        foreach (var one in group.Cases.Where(c => filters.Length == 0 || filters.Any(f => c.Id.StartsWith(f, StringComparison.Ordinal))))
        {
            ours.Add(Replay.Run(one, ComponentRegistry.Default));
        }
        if (ours.Count > 0)
        {
            Console.WriteLine($"{group.Name}: {Outcome.Summary(ours)}");
        }
        outcomes.AddRange(ours);
    }
}
if (report is not null)
{
    var rows = outcomes.Select(o => new { id = o.Id, target = o.Target, outcome = o.Result.ToString().ToLowerInvariant(), detail = o.Detail });
    File.WriteAllText(report, JsonSerializer.Serialize(new { cases = rows }, new JsonSerializerOptions { WriteIndented = true }));
}
Console.WriteLine($"total: {Outcome.Summary(outcomes)}");
return outcomes.Count(o => o.Result == Result.Passed) >= require / 100 * outcomes.Count ? 0 : 1;

static int Usage(string problem)
{
    Console.Error.WriteLine($"{problem}\nusage: Medulla.Conformance DIR [--filter PREFIX,...] [--report FILE] [--require PERCENT]");
    return 2;
}
