using Medulla.Bundles.Components;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>
/// The table of names: all that expressions can reach. Python's builtins; parts of os, glob, pathlib, json, datetime, math, random,
/// logging, copy, functools, numpy, torch, pandas, scipy.ndimage and scikit-image; and the components of a registry under monai, ignite, torch.nn and the like.
/// </summary>
public sealed class ModuleTable
{
    private static readonly string[] ComponentRoots = ["monai", "ignite", "scripts", "torchvision", "generative"];
    private readonly Dictionary<string, Func<object>> modules;

    /// <summary>A table over the components of a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="trustsScripts">Whether <c>torch.jit.load</c> may run the programs in TorchScript files.</param>
    public ModuleTable(ComponentRegistry registry, bool trustsScripts = false)
    {
        ArgumentNullException.ThrowIfNull(registry);
        (Registry, TrustsScripts) = (registry, trustsScripts);
        modules = new()
        {
            ["os"] = SystemModules.Os, ["os.path"] = SystemModules.OsPath, ["glob"] = SystemModules.Glob, ["pathlib"] = SystemModules.Pathlib, ["sys"] = SystemModules.Sys,
            ["json"] = SystemModules.Json, ["datetime"] = SystemModules.Datetime, ["time"] = SystemModules.Time, ["logging"] = SystemModules.Logging, ["copy"] = SystemModules.Copy,
            ["functools"] = () => SystemModules.Functools(this), ["itertools"] = SystemModules.Itertools, ["math"] = MathModules.Math, ["random"] = MathModules.Random,
            ["warnings"] = SystemModules.Warnings, ["numpy"] = () => NumpyModule.Create(this), ["torch"] = () => TorchModule.Create(this), ["torch.distributed"] = TorchModule.Distributed,
            ["torch.cuda"] = TorchModule.Cuda, ["pandas"] = TableModule.Create, ["scipy"] = () => new PythonModule("scipy", new Dictionary<string, object?> { ["ndimage"] = ImageModules.Ndimage() }),
            ["scipy.ndimage"] = ImageModules.Ndimage, ["skimage"] = ImageModules.Skimage, ["skimage.measure"] = ImageModules.Measure,
        };
        Builtins = Library.Builtins.All(this);
    }

    /// <summary>The table over Medulla's own components.</summary>
    public static ModuleTable Default { get; } = new(ComponentRegistry.Default);

    /// <summary>The components.</summary>
    public ComponentRegistry Registry { get; }

    /// <summary>Whether <c>torch.jit.load</c> may run the programs in TorchScript files.</summary>
    public bool TrustsScripts { get; }

    /// <summary>The builtins by name.</summary>
    public IReadOnlyDictionary<string, object?> Builtins { get; }

    /// <summary>
    /// The module of a name. One that is not in the table is no error yet, since configurations import what they may not need: using
    /// it is one.
    /// </summary>
    public object Import(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (modules.TryGetValue(name, out var create))
        {
            return create();
        }
        var root = name.Split('.')[0];
        return ComponentRoots.Contains(root) ? new ModuleName(Registry, name)
            : modules.ContainsKey(root) && Find(name) is { } member ? member : new MissingModule(name);
    }

    /// <summary>A member of a module.</summary>
    public object? ImportFrom(string module, string name)
    {
        var from = Import(module);
        if (from is MissingModule)
        {
            return new MissingModule($"{module}.{name}");
        }
        if (from is ModuleName path)
        {
            return path.Member(name) is ModuleName member && Registry.Find(member.Path) is { } component ? component : path.Member(name);
        }
        return Members.TryGet(this, from, name, out var value) ? value : new MissingModule($"{module}.{name}");
    }

    /// <summary>What a dotted name such as "os.path.join" or "monai.transforms.Spacing" stands for; null if nothing.</summary>
    public object? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('.');
        if (parts.Length == 1)
        {
            return Builtins.GetValueOrDefault(name);
        }
        object? value = Import(parts[0]);
        foreach (var part in parts.Skip(1))
        {
            if (value is MissingModule || !Members.TryGet(this, value, part, out value))
            {
                return null;
            }
        }
        return value is ModuleName path ? Registry.Find(path.Path) : value;
    }

    /// <summary>Whether public members of a type may be used by name: those of components, not those of .NET.</summary>
    internal bool IsOpen(Type type) => Registry.Knows(type.Assembly) || typeof(TorchSharp.torch.optim.Optimizer).IsAssignableFrom(type)
        || typeof(TorchSharp.torch.optim.lr_scheduler.LRScheduler).IsAssignableFrom(type);
}
