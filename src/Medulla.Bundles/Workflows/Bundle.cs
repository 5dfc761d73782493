using System.Text.Json;
using System.Text.Json.Nodes;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// A published model: a folder with <c>configs/</c> (workflows as configurations, and <c>metadata.json</c>), <c>models/</c> (weights) and
/// <c>docs/</c>. Nothing in it is ever run as code.
/// </summary>
public sealed class Bundle
{
    private const string MetadataFile = "metadata.json";
    private static readonly string[] Endings = [".json", ".yaml", ".yml"];

    private Bundle(string root, JsonObject metadata) => (Root, Metadata) = (root, metadata);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The folder's name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Root)));

    /// <summary>What <c>metadata.json</c> says; empty where there is none.</summary>
    public JsonObject Metadata { get; }

    /// <summary>Names of its configurations, such as "train" and "inference".</summary>
    public IReadOnlyList<string> Configs => [.. Directory.EnumerateFiles(Folder).Where(ConfigFiles.IsConfig).Select(Path.GetFileName).Where(name => name != MetadataFile)
        .Select(name => Path.GetFileNameWithoutExtension(name)!).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A bundle from its folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or it has no configs.</exception>
    /// <exception cref="ConfigException">The metadata are not valid.</exception>
    public static Bundle Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var configs = Path.Combine(path, "configs");
        if (!Directory.Exists(configs))
        {
            throw new DirectoryNotFoundException($"there is no bundle in {path}: a folder with configs/ is expected.");
        }
        var file = Path.Combine(configs, MetadataFile);
        try
        {
            return new(path, File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new ConfigException(MetadataFile, "this is no JSON object.") : []);
        }
        catch (JsonException e)
        {
            throw new ConfigException(MetadataFile, $"not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>The file of a configuration.</summary>
    /// <param name="name">Such as "inference".</param>
    /// <exception cref="FileNotFoundException">There is none of this name.</exception>
    public string ConfigFile(string name)
        => Endings.Select(ending => Path.Combine(Folder, name + ending)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"the bundle {Name} has no configuration '{name}'; it has {string.Join(", ", Configs)}.", name);

    /// <summary>A workflow of one or several configurations, later ones over earlier ones.</summary>
    /// <param name="config">Its name, such as "inference"; several with commas, such as "train,evaluate"; files too.</param>
    /// <param name="overrides">Values by id, as <see cref="Config.Set"/> takes them; "bundle_root" is the bundle's folder unless it is among them.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <param name="contract">What happens when images are not what the metadata say.</param>
    /// <param name="trustsScripts">Whether expressions may run TorchScript files, which are programs.</param>
    /// <exception cref="FileNotFoundException">There is no such configuration.</exception>
    /// <exception cref="ConfigException">It is not valid, or an override has no place.</exception>
    public BundleWorkflow CreateWorkflow(
        string config = "inference", IReadOnlyDictionary<string, object?>? overrides = null, ComponentRegistry? registry = null, ContractMode contract = ContractMode.Warn,
        bool trustsScripts = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        var loaded = LoadConfig(config, registry, trustsScripts);
        foreach (var (id, value) in overrides ?? new Dictionary<string, object?>())
        {
            loaded.Set(id, value);
        }
        return new(loaded, BundleContract.Of(Metadata), contract);
    }

    /// <summary>A configuration with the metadata as its item "_meta_", so that both can be overridden.</summary>
    /// <param name="config">Its name, as for <see cref="CreateWorkflow"/>.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <param name="trustsScripts">Whether expressions may run TorchScript files, which are programs.</param>
    /// <exception cref="FileNotFoundException">There is no such configuration.</exception>
    /// <exception cref="ConfigException">It is not valid.</exception>
    public Config CreateConfig(string config = "inference", ComponentRegistry? registry = null, bool trustsScripts = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        var loaded = LoadConfig(config, registry, trustsScripts);
        loaded.Set(NetworkVerification.MetadataId, ConfigFiles.Json(Metadata.ToJsonString(), MetadataFile));
        return loaded;
    }

    /// <summary>Holds the metadata to a schema.</summary>
    /// <param name="schema">The schema; Medulla's own if null.</param>
    /// <returns>All that is wrong; nothing if they are valid.</returns>
    public IReadOnlyList<MetadataFault> VerifyMetadata(MetadataSchema? schema = null) => (schema ?? MetadataSchema.Default).Faults(Metadata);

    /// <summary>Calls the network once on random values and compares what it gives with the metadata; see <see cref="NetworkVerification.Of"/>.</summary>
    /// <param name="config">The configuration that has the network.</param>
    /// <param name="netId">The network's item.</param>
    /// <param name="sizes">What shapes leave open.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="FileNotFoundException">There is no such configuration.</exception>
    /// <exception cref="ConfigException">The network cannot be made or called, or the metadata do not say what it takes.</exception>
    public NetworkVerification VerifyNetwork(string config = "inference", string netId = "network_def", FreeSizes? sizes = null, ComponentRegistry? registry = null)
        => NetworkVerification.Of(CreateConfig(config, registry), netId, sizes);

    /// <summary>Writes the network with the weights of a checkpoint to one file; see <see cref="ExportedNetwork.Save"/>.</summary>
    /// <param name="path">The file to write, .safetensors or .pt.</param>
    /// <param name="checkpoint">File of weights; models/model.pt if null.</param>
    /// <param name="config">The configuration that has the network.</param>
    /// <param name="netId">The network's item.</param>
    /// <param name="key">Where the weights are in the checkpoint; found by itself if null.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <inheritdoc cref="ExportedNetwork.Save" path="/exception"/>
    public void ExportCheckpoint(string path, string? checkpoint = null, string config = "inference", string netId = "network_def", string? key = null, ComponentRegistry? registry = null)
        => ExportedNetwork.Save(CreateConfig(config, registry), checkpoint ?? Path.Combine(Root, "models", "model.pt"), path, netId, key);

    private Config LoadConfig(string config, ComponentRegistry? registry, bool trustsScripts)
    {
        var loaded = Config.Load(config.Split(',').Select(name => name.Trim()).Select(name => ConfigFiles.IsConfig(name) && File.Exists(name) ? name : ConfigFile(name)), registry, trustsScripts);
        if (loaded.Contains("bundle_root"))
        {
            loaded.Set("bundle_root", Root);
        }
        return loaded;
    }

    private string Folder => Path.Combine(Root, "configs");
}
