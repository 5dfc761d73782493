using System.Text.Json;
using System.Text.Json.Nodes;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// A network in one file: its weights as safetensors, and in the file's header the configuration that builds it and the bundle's metadata. It holds no
/// code; other programs read the weights, and Medulla the whole.
/// </summary>
public sealed class ExportedNetwork : IDisposable
{
    private const string ConfigKey = "medulla.config", NetIdKey = "medulla.net_id", MetadataKey = "medulla.metadata";

    private ExportedNetwork(nn.Module network, JsonObject metadata) => (Network, Metadata) = (network, metadata);

    /// <summary>The network with its weights, in evaluation mode.</summary>
    public nn.Module Network { get; }

    /// <summary>The bundle's metadata.</summary>
    public JsonObject Metadata { get; }

    /// <summary>
    /// Writes a network with the weights of a checkpoint. ".safetensors" is a file that <see cref="Load"/> builds the network from; ".pt" and ".pth" are the plain
    /// weights for <c>torch.load</c>.
    /// </summary>
    /// <param name="config">A configuration with the metadata, as <see cref="Bundle.CreateConfig"/> gives it.</param>
    /// <param name="checkpoint">File of weights.</param>
    /// <param name="path">The file to write; its ending says the form.</param>
    /// <param name="netId">The network's item.</param>
    /// <param name="key">Where the weights are in the checkpoint; found by itself if null.</param>
    /// <exception cref="NotSupportedException">The form cannot be written; the message says which can.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="ConfigException">The network cannot be made.</exception>
    /// <exception cref="WeightsMismatchException">The weights are of another network.</exception>
    public static void Save(Config config, string checkpoint, string path, string netId = "network_def", string? key = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(path);
        var ending = CheckForm(path);
        if (!File.Exists(checkpoint))
        {
            throw new FileNotFoundException($"there is no checkpoint {checkpoint}; name one that is there.", checkpoint);
        }
        using var scope = NewDisposeScope();
        using var network = config.Resolve<nn.Module>(netId);
        network.LoadWeights(WeightFile.Load(checkpoint, key), source: Path.GetFileName(checkpoint));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (ending != ".safetensors")
        {
            PyTorchFile.Save(path, network.state_dict());
            return;
        }
        network.SaveWeights(path, new Dictionary<string, string>
        {
            ["format"] = "pt",
            [NetIdKey] = netId,
            [ConfigKey] = JsonSerializer.Serialize(NeededBy(netId, config)),
            [MetadataKey] = JsonSerializer.Serialize(config.Contains(NetworkVerification.MetadataId) ? config[NetworkVerification.MetadataId] : new Dictionary<string, object?>()),
        });
    }

    /// <summary>Builds the network of a file that <see cref="Save"/> wrote, and gives it its weights.</summary>
    /// <param name="path">The file.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="WeightsFormatException">The file is damaged, or has weights but no network.</exception>
    /// <exception cref="ConfigException">The network cannot be made.</exception>
    public static ExportedNetwork Load(string path, ComponentRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        IReadOnlyDictionary<string, string> header;
        using (var file = SafeTensors.Open(path))
        {
            header = file.Metadata;
        }
        if (!header.TryGetValue(ConfigKey, out var config) || !header.TryGetValue(NetIdKey, out var netId))
        {
            throw new WeightsFormatException(path, "the file has weights but does not say of which network; one that 'medulla ckpt-export' wrote does");
        }
        var network = Config.Parse(config, registry).Resolve<nn.Module>(netId);
        network.LoadWeights(path);
        network.eval();
        return new(network, JsonNode.Parse(header.GetValueOrDefault(MetadataKey) ?? "{}") as JsonObject ?? []);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static string CheckForm(string path)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        return ending switch
        {
            ".safetensors" or ".pt" or ".pth" => ending,
            ".ts" => throw new NotSupportedException(
                "TorchScript is made from a network's Python source by Python's torch.jit, which libtorch does not have. Export to .safetensors, which Medulla builds the network from; "
                + "or to .pt, load that in Python into the same network of MONAI, and call torch.jit.script there."),
            ".onnx" => throw new NotSupportedException(
                "ONNX is written by Python's torch.onnx, which libtorch does not have. Export to .pt, load that in Python into the same network of MONAI, and call torch.onnx.export there."),
            _ => throw new NotSupportedException($"the file is to be '{Path.GetFileName(path)}'; .safetensors, .pt and .pth can be written."),
        };
    }

    /// <summary>The items that the network needs, as written, with macros put in.</summary>
    private static Dictionary<string, object?> NeededBy(string netId, Config items)
    {
        var written = items.Expanded();
        HashSet<string> tops = [];
        Queue<string> open = new([ConfigId.Parts(netId)[0], .. written.ContainsKey("imports") ? ["imports"] : Array.Empty<string>()]);
        while (open.TryDequeue(out var top))
        {
            if (tops.Add(top))
            {
                foreach (var id in items.References(top).Select(id => ConfigId.Parts(id)[0]).Where(written.ContainsKey))
                {
                    open.Enqueue(id);
                }
            }
        }
        return written.Where(pair => tops.Contains(pair.Key)).ToDictionary();
    }
}
