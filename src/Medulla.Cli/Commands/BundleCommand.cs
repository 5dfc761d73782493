using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Bundles.Zoo;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla bundle</c>: locks what a bundle's evaluation gives, runs it again to see whether it is the same, and packs it into a file.</summary>
internal static class BundleCommand
{
    public static Command Create() => new("bundle", "Lock a bundle's evaluation, reproduce it, and package the bundle.") { Lock(), Reproduce(), Package() };

    private static Command Lock()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var config = new Option<string>("--config") { Description = "The configuration that evaluates.", DefaultValueFactory = _ => "evaluate" };
        var id = new Option<string[]>("--id") { Description = "What to run in it, once for each; 'run' if not given." };
        var prepare = new Option<string?>("--prepare") { Description = "A configuration that makes the data first." };
        var seed = new Option<long>("--seed") { Description = "Base of the seeds." };
        return new Command("lock", $"Run the evaluation and write {BundleLock.FileName}: versions, hashes, seed, machine, metrics.") { bundle, config, id, prepare, seed }
            .TakingOverrides().WithAction((parsed, _) =>
            {
                var overrides = Overrides.Only(parsed.UnmatchedTokens);
                var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
                var made = BundleLock.Create(loaded, new()
                {
                    Config = parsed.GetValue(config)!,
                    Ids = parsed.GetValue(id) is { Length: > 0 } ids ? ids : ["run"],
                    Prepare = parsed.GetValue(prepare),
                    Seed = parsed.GetValue(seed),
                    Overrides = overrides.ToDictionary(pair => pair.Id, pair => pair.Value),
                });
                made.Save(loaded.Root);
                foreach (var (name, value) in made.Metrics)
                {
                    Console.WriteLine(FormattableString.Invariant($"{name}: {value:G6}"));
                }
            });
    }

    private static Command Reproduce()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var tolerance = new Option<double>("--tolerance") { Description = "By how much a metric may differ, relative to its size.", DefaultValueFactory = _ => 1e-6 };
        var json = Run.JsonOption();
        return new Command("reproduce", "Run the locked evaluation again and say, metric by metric, whether it is the same or how far off; exit code 1 if not.") { bundle, tolerance, json }
            .WithAction((parsed, _) =>
            {
                var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
                var result = BundleLock.Load(loaded.Root).Reproduce(loaded, parsed.GetValue(tolerance));
                if (parsed.GetValue(json))
                {
                    Run.Print(result);
                }
                else
                {
                    foreach (var metric in result.Metrics)
                    {
                        Console.WriteLine(metric.IsSame ? FormattableString.Invariant($"{metric.Name}: same ({metric.Found:G6})")
                            : FormattableString.Invariant($"{metric.Name}: {metric.Found:G6}, {metric.Recorded:G6} in the lock, off by {metric.Difference:G3}"));
                    }
                    foreach (var change in result.Changes)
                    {
                        Console.WriteLine($"changed: {change}");
                    }
                    Console.WriteLine(result.IsSame ? "same" : "not the same");
                }
                if (!result.IsSame)
                {
                    throw new InvalidOperationException("the evaluation is not reproduced.");
                }
            });
    }

    private static Command Package()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var output = new Option<string?>("--out") { Description = "The file to write; NAME_vVERSION.zip in the current folder if not given." };
        var examples = new Option<string[]>("--example") { Description = "A file that goes into examples/; once for each." };
        var json = Run.JsonOption();
        return new Command("package", "Pack a bundle into a zip file with a Dockerfile and a manifest; the same bundle gives the same bytes.") { bundle, output, examples, json }.WithAction((parsed, _) =>
        {
            var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
            var path = parsed.GetValue(output) ?? BundleArchive.FileName(loaded);
            var manifest = BundleArchive.Pack(loaded, path, parsed.GetValue(examples));
            if (parsed.GetValue(json))
            {
                Run.Print(new { file = path, size = new FileInfo(path).Length, manifest });
                return;
            }
            Console.WriteLine($"{path}: {manifest.Files.Count} files, {BundleInfo.Bytes(new FileInfo(path).Length)}");
        });
    }
}
