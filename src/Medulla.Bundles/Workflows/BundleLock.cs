using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Medulla.Bundles.Configuration;
using Medulla.Engines;
using Medulla.Imaging;
using Medulla.Randomness;
using TorchSharp;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// What an evaluation gave and all that it depended on: versions, hashes of configurations, weights and data, the seed, the machine.
/// Written beside a bundle, it lets others see whether they get the same.
/// </summary>
public sealed record BundleLock
{
    /// <summary>Name of the file in a bundle's folder.</summary>
    public const string FileName = "medulla.lock.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What was run.</summary>
    public required LockedRun Run { get; init; }

    /// <summary>Versions of Medulla, TorchSharp, libtorch and .NET.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>System, processor architecture, number of processors, GPU.</summary>
    public required IReadOnlyDictionary<string, string> Hardware { get; init; }

    /// <summary>SHA-256 of the bundle's configurations, by path.</summary>
    public required IReadOnlyDictionary<string, string> Configs { get; init; }

    /// <summary>SHA-256 of the bundle's weights, by path.</summary>
    public required IReadOnlyDictionary<string, string> Weights { get; init; }

    /// <summary>SHA-256 of the files in the data's folder, by path in it.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>Base of the seeds of the run.</summary>
    public required uint Seed { get; init; }

    /// <summary>What the evaluation gave.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Runs an evaluation and locks what it gives.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="run">What to run.</param>
    /// <exception cref="ConfigException">The run cannot be made, or gives no metrics.</exception>
    public static BundleLock Create(Bundle bundle, LockedRun run)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(run);
        var (metrics, data) = Evaluate(bundle, run);
        return new()
        {
            Run = run,
            Versions = VersionsHere(),
            Hardware = HardwareHere(),
            Configs = Hashes(Path.Combine(bundle.Root, "configs")),
            Weights = Hashes(Path.Combine(bundle.Root, "models")),
            Data = data,
            Seed = Determinism.Seed,
            Metrics = metrics,
        };
    }

    /// <summary>The lock of a bundle.</summary>
    /// <exception cref="FileNotFoundException">It has none.</exception>
    /// <exception cref="ConfigException">The file is not valid.</exception>
    public static BundleLock Load(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"the bundle {root} has no {FileName}; 'medulla bundle lock' writes it.", path);
        }
        try
        {
            return JsonSerializer.Deserialize<BundleLock>(File.ReadAllText(path), Options) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException e)
        {
            throw new ConfigException(FileName, $"this is no lock: {e.Message}", e);
        }
    }

    /// <summary>Writes the lock into a bundle's folder.</summary>
    public void Save(string root) => File.WriteAllText(Path.Combine(root, FileName), JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>Runs the evaluation again.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="tolerance">By how much a metric may differ, relative to its size (and at least to 1).</param>
    /// <returns>What came out, metric by metric, and what else differs from the lock.</returns>
    public Reproduction Reproduce(Bundle bundle, double tolerance = 1e-6)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var (metrics, data) = Evaluate(bundle, Run);
        List<string> changes =
        [
            .. Changed("version of", Versions, VersionsHere()),
            .. Changed("machine:", Hardware, HardwareHere()),
            .. Changed("configuration", Configs, Hashes(Path.Combine(bundle.Root, "configs"))),
            .. Changed("weights", Weights, Hashes(Path.Combine(bundle.Root, "models"))),
            .. Changed("data", Data, data),
        ];
        return new(
            Values.From(Metrics.Keys.Union(metrics.Keys).Order(StringComparer.Ordinal).Select(name => ReproducedMetric.Of(
                name, Metrics.TryGetValue(name, out var recorded) ? recorded : null, metrics.TryGetValue(name, out var found) ? found : null, tolerance))),
            Values.From(changes));
    }

    private static (IReadOnlyDictionary<string, double> Metrics, IReadOnlyDictionary<string, string> Data) Evaluate(Bundle bundle, LockedRun run)
    {
        Dictionary<string, object?> overrides = run.Overrides.ToDictionary(pair => pair.Key, pair => (object?)pair.Value);
        if (run.Prepare is { } prepare)
        {
            Determinism.SetDeterminism(run.Seed);
            Workflow(prepare, overrides).Run(run.PrepareIds.ToArray());
        }
        Determinism.SetDeterminism(run.Seed);
        var workflow = Workflow(run.Config, overrides);
        workflow.Run(run.Ids.ToArray());
        var metrics = workflow.Metrics.SelectMany(pair => Flat(pair.Key, pair.Value)).ToDictionary();
        if (metrics.Count == 0)
        {
            throw new ConfigException(string.Join(", ", run.Ids), "this run gave no metrics; an evaluator with a key_val_metric does.");
        }
        var folder = workflow.Config.Contains(run.DataId) ? workflow.Config.Resolve(run.DataId) as string : null;
        return (metrics, folder is null ? new Dictionary<string, string>() : Hashes(folder));

        BundleWorkflow Workflow(string config, Dictionary<string, object?> overrides)
        {
            var made = bundle.CreateWorkflow(config);
            foreach (var (id, value) in overrides.Where(pair => made.Config.Contains(pair.Key)))
            {
                made.Config.SetText(id, (string)value!);
            }
            return made;
        }
    }

    private static IEnumerable<KeyValuePair<string, double>> Flat(string name, object? value) => value switch
    {
        double number => [KeyValuePair.Create(name, number)],
        double[] several => several.Select((number, i) => KeyValuePair.Create($"{name}[{i}]", number)),
        _ => [],
    };

    private static IEnumerable<string> Changed(string what, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now)
        => before.Keys.Union(now.Keys).Order(StringComparer.Ordinal).Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => $"{what} {name}: {Short(before.GetValueOrDefault(name))} in the lock, {Short(now.GetValueOrDefault(name))} here");

    private static string Short(string? value) => value is null ? "none" : value.Length == 64 ? value[..12] : value;

    private static Dictionary<string, string> VersionsHere() => new()
    {
        ["medulla"] = typeof(MetaTensor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown",
        ["torchsharp"] = typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        ["libtorch"] = torch.__version__,
        ["dotnet"] = Environment.Version.ToString(),
    };

    private static Dictionary<string, string> HardwareHere() => new()
    {
        ["system"] = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
        ["device"] = torch.cuda.is_available() ? "cuda" : "cpu",
    };

    private static Dictionary<string, string> Hashes(string folder)
        => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path =>
            {
                using var file = File.OpenRead(path);
                return Convert.ToHexStringLower(SHA256.HashData(file));
            });
}
