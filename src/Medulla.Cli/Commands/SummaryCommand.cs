using System.CommandLine;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;
using Medulla.Profiling;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla summary</c>: the layers of a network, and what a call costs.</summary>
internal static class SummaryCommand
{
    public static Command Create()
    {
        var network = new Argument<string>("network") { Description = "A network by name, such as UNet, or a bundle's folder or configuration file." };
        var shape = new Option<string>("--shape") { Description = "Shape of the input with batch and channels, such as 1,1,96,96,96.", Required = true };
        var arguments = new Option<string>("--arguments") { Description = "The network's arguments as JSON or YAML: {spatial_dims: 3, in_channels: 1, ...}.", DefaultValueFactory = _ => "{}" };
        var id = new Option<string>("--id") { Description = "The network's id in a configuration.", DefaultValueFactory = _ => "network_def" };
        var config = new Option<string>("--config") { Description = "The bundle's configuration.", DefaultValueFactory = _ => "inference" };
        var json = Run.JsonOption();
        return new Command("summary", "Show the layers of a network with their outputs, parameters, multiply-adds and memory.") { network, shape, arguments, id, config, json }.WithAction((parsed, _) =>
        {
            var sizes = Sizes(parsed.GetRequiredValue(shape));
            using var built = Build(parsed.GetRequiredValue(network), parsed.GetValue(arguments)!, parsed.GetValue(id)!, parsed.GetValue(config)!);
            using var input = zeros(sizes);
            var summary = NetworkSummary.Of(built, input);
            if (parsed.GetValue(json))
            {
                Run.Print(summary);
            }
            else
            {
                Console.Write(summary);
            }
        });
    }

    private static nn.Module Build(string network, string arguments, string id, string config)
    {
        if (Directory.Exists(network))
        {
            return Bundle.Load(network).CreateWorkflow(config).Config.Resolve<nn.Module>(id);
        }
        if (File.Exists(network))
        {
            return Config.Load([network]).Resolve<nn.Module>(id);
        }
        var made = Config.Parse("""{"network_def": {}}""");
        made.SetText("network_def", arguments);
        made.Set("network_def#_target_", network);
        return made.Resolve<nn.Module>("network_def");
    }

    private static long[] Sizes(string text)
    {
        long[] sizes = [.. text.Split(',', 'x').Select(part => long.TryParse(part, out var size) && size > 0 ? size
            : throw new ArgumentException($"the shape is '{text}'; whole numbers with commas, such as 1,1,96,96,96, are expected."))];
        return sizes.Length > 2 ? sizes : throw new ArgumentException($"the shape is '{text}'; a batch, channels and spatial axes are expected.");
    }
}
