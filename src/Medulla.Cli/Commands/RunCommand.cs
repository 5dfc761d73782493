using System.CommandLine;
using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla run</c>: runs a workflow of a published bundle.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var bundle = new Argument<string>("bundle") { Description = "The bundle's folder, or a configuration file." };
        var ids = new Argument<string[]>("ids") { Description = "What to run, such as 'run', 'training' or 'evaluating'; 'run' if none.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string[]>("--config") { Description = "Name of the bundle's configuration ('inference' if none) or a file; several with commas, later ones over earlier ones." };
        var components = ComponentsOption();
        var contract = new Option<ContractMode>("--contract") { Description = "What happens when an image is not what the bundle's metadata say: warn, strict (stop) or off." };
        var trust = TrustOption();
        return new Command("run", "Run a workflow of a bundle. Items are overridden by id: --network#channels [8,16] or --device cpu.")
        {
            bundle, ids, config, components, contract, trust,
        }.TakingOverrides().WithAction((parsed, _) =>
        {
            var (overrides, rest) = Overrides.Of([.. parsed.UnmatchedTokens, .. parsed.GetValue(ids) ?? []]);
            Workflow(parsed.GetRequiredValue(bundle), parsed.GetValue(config) ?? [], overrides, Registry(parsed.GetValue(components) ?? []), parsed.GetValue(contract), parsed.GetValue(trust)).Run(rest);
        });
    }

    /// <summary>A workflow of a bundle, or of a configuration file alone.</summary>
    public static BundleWorkflow Workflow(
        string path, IReadOnlyList<string> configs, IReadOnlyList<(string Id, string Value)> overrides, ComponentRegistry? registry, ContractMode contract, bool trustsScripts)
    {
        var workflow = Directory.Exists(path)
            ? Bundle.Load(path).CreateWorkflow(configs.Count == 0 ? "inference" : string.Join(',', configs), registry: registry, contract: contract, trustsScripts: trustsScripts)
            : File.Exists(path) ? new BundleWorkflow(Config.Load([path, .. configs.SelectMany(names => names.Split(','))], registry, trustsScripts))
            : throw new DirectoryNotFoundException($"there is no bundle or configuration {path}.");
        foreach (var (id, value) in overrides)
        {
            workflow.Config.SetText(id, value);
        }
        return workflow;
    }

    /// <summary>An option for assemblies with components of one's own.</summary>
    public static Option<FileInfo[]> ComponentsOption()
        => new("--components") { Description = "Assemblies with components that the configuration names, such as the bundle's own; once for each." };

    /// <summary>An option that lets configurations run programs in files of weights.</summary>
    public static Option<bool> TrustOption() => new("--trust-scripts") { Description = "Let configurations run TorchScript files (torch.jit.load), which are programs." };

    /// <summary>The components of Medulla and of assemblies.</summary>
    public static ComponentRegistry? Registry(IReadOnlyList<FileInfo> assemblies)
    {
        if (assemblies.Count == 0)
        {
            return null;
        }
        var registry = new ComponentRegistry();
        foreach (var file in assemblies)
        {
            registry.Add(Assembly.LoadFrom(file.Exists ? file.FullName : throw new FileNotFoundException($"there is no assembly {file.FullName}.")));
        }
        return registry;
    }
}
