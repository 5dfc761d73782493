namespace Medulla.Conformance.Runs;

/// <summary>Replays all recorded runs of a folder of bundles.</summary>
internal static class RunReplay
{
    public static IEnumerable<Outcome> All(Options options) => RecordedRun.Find(options.Directory).Where(one => options.Takes(one.Name)).Select(Replay);

    private static Outcome Replay(RecordedRun one)
    {
        var folder = Directory.CreateTempSubdirectory("medulla-run").FullName;
        try
        {
            one.Prepare(folder);
            one.Run(folder);
            var differences = one.Differences(folder);
            return Told(new(one.Name, one.ConfigFile, differences.Count == 0 ? Result.Passed : Result.Failed, string.Join("; ", differences)));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Told(new(one.Name, one.ConfigFile, Result.Failed, $"{e.GetType().Name}: {e.Message}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Outcome Told(Outcome outcome)
    {
        Console.WriteLine($"{outcome.Id}: {(outcome.Result == Result.Passed ? "passed" : $"failed: {outcome.Detail}")}");
        return outcome;
    }
}
