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
        var config = new Option<string[]>("--config") { Description = "Name of the bundle's configuration ('inference' if none) or a file; later ones over earlier ones.", AllowMultipleArgumentsPerToken = true };
        var components = ComponentsOption();
        var trust = new Option<bool>("--trust-scripts") { Description = "Let configurations run TorchScript files (torch.jit.load), which are programs." };
        return new Command("run", "Run a workflow of a bundle. Items are overridden by id: --network#channels [8,16] or --device cpu.")
        {
            bundle, ids, config, components, trust,
        }.TakingOverrides().WithAction((parsed, _) =>
        {
            var (overrides, rest) = Overrides.Of([.. parsed.UnmatchedTokens, .. parsed.GetValue(ids) ?? []]);
            var registry = Registry(parsed.GetValue(components) ?? []);
            var loaded = Load(parsed.GetRequiredValue(bundle), parsed.GetValue(config) ?? [], registry, parsed.GetValue(trust), overrides);
            new BundleWorkflow(loaded).Run(rest);
        });
    }

    /// <summary>An option for assemblies with components of one's own.</summary>
    public static Option<FileInfo[]> ComponentsOption()
        => new("--components") { Description = "Assemblies with components that the configuration names, such as the bundle's own.", AllowMultipleArgumentsPerToken = true };

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

    /// <summary>The configurations of a bundle or of files, with overrides.</summary>
    public static Config Load(string bundle, IReadOnlyList<string> configs, ComponentRegistry? registry, bool trustsScripts, IReadOnlyList<(string Id, string Value)> overrides)
    {
        List<string> files = [];
        if (File.Exists(bundle))
        {
            files.Add(bundle);
        }
        var folder = Directory.Exists(bundle) ? Bundle.Load(bundle) : files.Count > 0 ? null : throw new DirectoryNotFoundException($"there is no bundle or configuration {bundle}.");
        files.AddRange((folder is not null && configs.Count == 0 ? ["inference"] : configs.SelectMany(names => names.Split(','))).Select(name => File.Exists(name) || folder is null ? name : folder.ConfigFile(name)));
        var loaded = Config.Load(files, registry, trustsScripts);
        if (folder is not null && loaded.Contains("bundle_root"))
        {
            loaded.Set("bundle_root", folder.Root);
        }
        foreach (var (id, value) in overrides)
        {
            loaded.SetText(id, value);
        }
        return loaded;
    }
}
