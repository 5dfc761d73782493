using System.Text.Json;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Imaging.Formats;
using Medulla.Transforms.Io;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance.Runs;

/// <summary>A recorded run of a published bundle: a working folder is made, the bundle run in it, and the files it writes are compared.</summary>
public sealed class RecordedRun
{
    private readonly string source;
    private readonly JsonElement run;

    private RecordedRun(string source, JsonElement run) => (this.source, this.run) = (source, run);

    /// <summary>The bundle's name.</summary>
    public string Name => Path.GetFileName(source);

    /// <summary>The run's configuration, relative to the working folder.</summary>
    public string ConfigFile => run.GetProperty("config").GetString()!;

    /// <summary>What is run.</summary>
    public string Id => run.GetProperty("run_id").GetString()!;

    /// <summary>Values by id, as JSON.</summary>
    public IReadOnlyList<(string Id, string Value)> Overrides
        => [.. run.GetProperty("overrides").EnumerateObject().Select(p => (p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()))];

    /// <summary>All recorded runs in a folder of bundles.</summary>
    public static IReadOnlyList<RecordedRun> Find(string directory)
        => [.. Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal).Where(folder => File.Exists(Path.Combine(folder, "run.json"))).Select(folder =>
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "run.json")));
            return new RecordedRun(folder, document.RootElement.Clone());
        })];

    /// <summary>Fills a folder with the configurations, the inputs and the weights.</summary>
    public void Prepare(string folder)
    {
        foreach (var part in (string[])["configs", "inputs"])
        {
            Copy(Path.Combine(source, part), Path.Combine(folder, part));
        }
        var weights = run.GetProperty("weights");
        var file = weights.GetProperty("file").GetString()!;
        var target = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (weights.TryGetProperty("fill", out _))
        {
            Fill(folder, weights, target);
        }
        else
        {
            File.Copy(Path.Combine(source, file), target);
        }
    }

    /// <summary>Runs it in this process, in a folder that was prepared; the process's folder is that one meanwhile.</summary>
    public void Run(string folder) => In(folder, () =>
    {
        var config = Configured();
        new BundleWorkflow(config).Run(Id);
    });

    /// <summary>What is wrong with the files in a folder; empty if they are as recorded.</summary>
    public IReadOnlyList<string> Differences(string folder)
    {
        using var scope = NewDisposeScope();
        return [.. run.GetProperty("outputs").EnumerateArray().Select(output => Difference(folder, output)).OfType<string>()];
    }

    private Config Configured()
    {
        var config = Config.Load([ConfigFile]);
        foreach (var (id, value) in Overrides)
        {
            config.SetText(id, value);
        }
        return config;
    }

    /// <summary>The whole state of the network, by the recorded formula where that says something.</summary>
    private void Fill(string folder, JsonElement weights, string target)
    {
        nn.Module? network = null;
        In(folder, () => network = Configured().Resolve<nn.Module>("network_def"));
        var state = network!.state_dict();
        var gain = weights.GetProperty("gain").GetDouble();
        using var noGradient = no_grad();
        foreach (var facts in weights.GetProperty("state").EnumerateObject())
        {
            if (Conformance.Fill.State(facts.Name, state[facts.Name], facts.Value.GetProperty("role").GetString() == "param", gain) is { } value)
            {
                state[facts.Name].copy_(value);
            }
        }
        foreach (var given in weights.GetProperty("values").EnumerateObject())
        {
            state[given.Name].copy_(tensor(given.Value.EnumerateArray().Select(n => n.GetDouble()).ToArray()));
        }
        PyTorchFile.Save(target, state);
        network.Dispose();
    }

    private string? Difference(string folder, JsonElement output)
    {
        var name = output.GetProperty("file").GetString()!;
        var (found, wanted) = (Path.Combine(folder, name), Path.Combine(source, "expected", name));
        if (!File.Exists(found))
        {
            return $"{name}: it was not written";
        }
        var compare = output.GetProperty("compare").GetString()!;
        if (compare == "text")
        {
            return RowDifference(name, File.ReadAllLines(wanted), File.ReadAllLines(found));
        }
        var (have, want) = (Load(found), Load(wanted));
        if (!have.Data.shape.AsSpan().SequenceEqual(want.Data.shape))
        {
            return $"{name}: the shape is [{string.Join(", ", have.Data.shape)}]; [{string.Join(", ", want.Data.shape)}] is expected";
        }
        if (compare is "labels" or "values")
        {
            var (type, wantedType) = (ImageFile.ReadHeader(found).StoredType, ImageFile.ReadHeader(wanted).StoredType);
            if (type != wantedType)
            {
                return $"{name}: the elements are {type}; {wantedType} is expected";
            }
            if (!have.Affine.IsClose(want.Affine, 1e-4))
            {
                return $"{name}: the affine is {have.Affine}; {want.Affine} is expected";
            }
        }
        var tolerance = compare switch { "pixels" => output.GetProperty("max_difference").GetDouble(), "values" => output.GetProperty("tolerance").GetDouble(), _ => 0 };
        var agreement = (have.Data.to_type(ScalarType.Float64) - want.Data.to_type(ScalarType.Float64)).abs().le(tolerance).to_type(ScalarType.Float64).mean().item<double>();
        var least = output.GetProperty("min_agreement").GetDouble();
        return agreement >= least ? null : $"{name}: {agreement:P3} agree; {least:P1} are expected";
    }

    private static string? RowDifference(string name, string[] want, string[] have)
    {
        if (want.Length != have.Length)
        {
            return $"{name}: {have.Length} rows; {want.Length} are expected";
        }
        for (var row = 0; row < want.Length; row++)
        {
            var (a, b) = (want[row].Split(',', '\t', ' '), have[row].Split(',', '\t', ' '));
            if (a.Length != b.Length || !a.Zip(b).All(pair => pair.First == pair.Second || (double.TryParse(pair.First, out var x) && double.TryParse(pair.Second, out var y) && Math.Abs(x - y) <= 1e-3)))
            {
                return $"{name}, row {row + 1}: '{have[row]}'; '{want[row]}' is expected";
            }
        }
        return null;
    }

    private static MetaTensor Load(string path) => (MetaTensor)((Transforms.ITransform)new LoadImage()).Run(path, default)!;

    private static void In(string folder, Action action)
    {
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        try
        {
            action();
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
