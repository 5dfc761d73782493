using System.CommandLine;
using Medulla.Bundles.Workflows;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla ckpt-export</c>: a bundle's network with its weights in one file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var output = new Option<string?>("--out") { Description = "The file: .safetensors (weights, and the configuration that builds the network) or .pt (weights for torch.load); models/model.safetensors if not given." };
        var checkpoint = new Option<string?>("--ckpt") { Description = "The file of weights, from the bundle's folder; models/model.pt if not given." };
        var config = new Option<string>("--config") { Description = "The configuration that has the network.", DefaultValueFactory = _ => "inference" };
        var netId = new Option<string>("--net-id") { Description = "The network's item.", DefaultValueFactory = _ => "network_def" };
        var key = new Option<string?>("--key") { Description = "Where the weights are in the checkpoint, such as model; found by itself if not given." };
        var components = RunCommand.ComponentsOption();
        return new Command("ckpt-export", "Write a bundle's network with the weights of a checkpoint to one file. Items are overridden by id.") { bundle, output, checkpoint, config, netId, key, components }
            .TakingOverrides().WithAction((parsed, _) =>
            {
                var overrides = Overrides.Only(parsed.UnmatchedTokens);
                var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
                var path = parsed.GetValue(output) ?? Path.Combine(loaded.Root, "models", "model.safetensors");
                var items = loaded.CreateConfig(parsed.GetValue(config)!, RunCommand.Registry(parsed.GetValue(components) ?? []));
                foreach (var (id, value) in overrides)
                {
                    items.SetText(id, value);
                }
                var weights = parsed.GetValue(checkpoint) is { } given && File.Exists(given) ? given : Path.Combine(loaded.Root, parsed.GetValue(checkpoint) ?? "models/model.pt");
                ExportedNetwork.Save(items, weights, path, parsed.GetValue(netId)!, parsed.GetValue(key));
                Console.WriteLine($"{path}: {BundleInfo.Bytes(new FileInfo(path).Length)}");
            });
    }
}
