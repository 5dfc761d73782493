using System.CommandLine;
using Medulla.Bundles.Zoo;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla init</c>: a new bundle that runs as it is.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The bundle's folder; it must not exist, or be empty." };
        var name = new Option<string?>("--name") { Description = "What metadata and model card call it; the folder's name if not given." };
        return new Command("init", "Make a new bundle: metadata, configurations that run on made-up scans, a model card and a place for the licence.") { folder, name }.WithAction((parsed, _) =>
        {
            var bundle = BundleTemplate.Create(parsed.GetRequiredValue(folder), parsed.GetValue(name));
            Console.WriteLine($"{bundle.Root} is there. Next: medulla run {parsed.GetRequiredValue(folder)} --config generate, then --config train, then without; docs/README.md says more.");
        });
    }
}
