using System.CommandLine;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using static TorchSharp.torch;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla verify-metadata</c> and <c>medulla verify-net</c>: whether a bundle is what its metadata say.</summary>
internal static class VerifyCommand
{
    public static Command CreateMetadata()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var schema = new Option<string?>("--schema") { Description = "A JSON Schema, file or address; Medulla's own if not given. The address in the metadata is not followed." };
        var json = Run.JsonOption();
        return new Command("verify-metadata", "Hold a bundle's metadata to a JSON Schema; all faults with their JSON paths.") { bundle, schema, json }.WithAction((parsed, _) =>
        {
            var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
            var faults = loaded.VerifyMetadata(parsed.GetValue(schema) is { } source ? MetadataSchema.Load(source) : null);
            if (parsed.GetValue(json))
            {
                Run.Print(new { bundle = loaded.Name, is_valid = faults.Count == 0, faults });
            }
            else
            {
                Say(faults.Select(fault => fault.ToString()), $"the metadata of {loaded.Name} are valid");
            }
            if (faults.Count > 0)
            {
                throw new InvalidDataException($"the metadata of {loaded.Name} are not valid: {faults.Count} fault{(faults.Count == 1 ? "" : "s")}.");
            }
        });
    }

    public static Command CreateNetwork()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder." };
        var config = new Option<string>("--config") { Description = "The configuration that has the network.", DefaultValueFactory = _ => "inference" };
        var netId = new Option<string>("--net-id") { Description = "The network's item.", DefaultValueFactory = _ => "network_def" };
        var p = Size("--p", "The power p of sizes such as 2**p.");
        var n = Size("--n", "The factor n of sizes such as 16*n.");
        var any = Size("--any", "The size for '*'.");
        var device = new Option<string?>("--device") { Description = "Where it runs, such as cpu or cuda:0; a GPU if there is one." };
        var arguments = new Option<string?>("--extra-forward-args") { Description = "Further arguments of the network by name, as JSON or YAML with expressions: {timesteps: $torch.zeros(1)}." };
        var components = RunCommand.ComponentsOption();
        var trust = RunCommand.TrustOption();
        var json = Run.JsonOption();
        return new Command("verify-net", "Call a bundle's network on random values and compare what it gives with the metadata. Items and metadata are overridden by id: --_meta_#network_data_format#... 3.")
        {
            bundle, config, netId, p, n, any, device, arguments, components, trust, json,
        }.TakingOverrides().WithAction((parsed, _) =>
        {
            var overrides = Overrides.Only(parsed.UnmatchedTokens);
            var loaded = Bundle.Load(parsed.GetRequiredValue(bundle));
            var items = loaded.CreateConfig(parsed.GetValue(config)!, RunCommand.Registry(parsed.GetValue(components) ?? []), parsed.GetValue(trust));
            foreach (var (id, value) in overrides)
            {
                items.SetText(id, value);
            }
            var result = NetworkVerification.Of(
                items, parsed.GetValue(netId)!, new(parsed.GetValue(p), parsed.GetValue(n), parsed.GetValue(any)), Place(parsed.GetValue(device), items), Arguments(parsed.GetValue(arguments), items));
            if (parsed.GetValue(json))
            {
                Run.Print(new { bundle = loaded.Name, result.IsValid, result.Network, result.Inputs, result.Outputs, result.Faults, result.Notes });
            }
            else
            {
                Console.WriteLine($"{result.Network}: {string.Join(", ", result.Inputs)} -> {string.Join(", ", result.Outputs)}");
                foreach (var note in result.Notes)
                {
                    Console.WriteLine($"note: {note}");
                }
                Say(result.Faults, "the network is as the metadata say");
            }
            if (!result.IsValid)
            {
                throw new InvalidDataException($"the network of {loaded.Name} is not as its metadata say.");
            }
        });
    }

    private static Option<int> Size(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => 1 };

    private static void Say(IEnumerable<string> faults, string otherwise)
    {
        foreach (var fault in faults.DefaultIfEmpty(otherwise))
        {
            Console.WriteLine(fault);
        }
    }

    /// <summary>The device, which a configuration's own item "device" then names too.</summary>
    private static Device? Place(string? text, Config items)
    {
        if (text is null)
        {
            return null;
        }
        if (items.Contains("device"))
        {
            items.Set("device", text);
        }
        return device(text);
    }

    private static IReadOnlyDictionary<string, object?>? Arguments(string? text, Config items)
    {
        if (text is null)
        {
            return null;
        }
        const string id = "_extra_forward_args_";
        items.SetText(id, text);
        return items.Resolve(id) as IReadOnlyDictionary<string, object?> ?? throw new ArgumentException($"--extra-forward-args is '{text}'; arguments by name are expected, such as {{timesteps: $torch.zeros(1)}}.");
    }
}
