using Medulla.Bundles.Components;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Configuration;

/// <summary>
/// A configuration: items by id that refer to each other ("@id"), copy each other ("%id"), compute ("$expression") and describe
/// components ("_target_"). Values are made when they are asked for, each once.
/// </summary>
public sealed class Config
{
    /// <summary>Reading and checking a file takes no more than this times its size and a MiB, where macros do not multiply it (to 100,000 values at most).</summary>
    public const int MemoryFactor = 4096;

    private readonly ConfigTree tree;
    private readonly ModuleTable table;
    private readonly IReadOnlyList<string> folders;
    private Resolver? resolver;

    private Config(ConfigTree tree, ModuleTable table, IReadOnlyList<string> folders) => (this.tree, this.table, this.folders) = (tree, table, folders);

    /// <summary>A configuration from files; later ones replace items of earlier ones, or add to them by "+name".</summary>
    /// <param name="files">JSON and YAML files.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <param name="trustsScripts">Whether expressions may run TorchScript files, which are programs.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ConfigException">A file is not valid.</exception>
    public static Config Load(IEnumerable<string> files, ComponentRegistry? registry = null, bool trustsScripts = false)
    {
        ArgumentNullException.ThrowIfNull(files);
        var tree = new ConfigTree([]);
        List<string> folders = [""];
        foreach (var file in files)
        {
            tree.Merge(Dictionary(ConfigFiles.Load(file), Path.GetFileName(file)));
            folders.Add(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        return new(tree, TableOf(registry, trustsScripts), [.. folders.Distinct()]);
    }

    /// <summary>A configuration from JSON text.</summary>
    /// <exception cref="ConfigException">The text is no JSON object.</exception>
    public static Config Parse(string json, ComponentRegistry? registry = null)
        => new(new(Dictionary(ConfigFiles.Json(json, ""), "")), TableOf(registry), [""]);

    /// <summary>A configuration of values as files have them; they are copied.</summary>
    internal static Config From(Dictionary<string, object?> items, ComponentRegistry? registry = null)
        => new(new((Dictionary<string, object?>)ConfigTree.Copy(items)!), TableOf(registry), [""]);

    /// <summary>The names at the top.</summary>
    public IEnumerable<string> Names => tree.Root.Keys;

    /// <summary>Whether there is an item, as written.</summary>
    public bool Contains(string id) => tree.TryGet(id, out _);

    /// <summary>An item as written; changes of what it holds do not count.</summary>
    /// <exception cref="ConfigException">There is no such item.</exception>
    public object? this[string id] => ConfigTree.Copy(tree.Get(id));

    /// <summary>Replaces an item, or adds one. What was resolved before is forgotten.</summary>
    /// <param name="id">The item, such as "network::channels" or "network#channels".</param>
    /// <param name="value">Text (which may be an expression, reference or macro), number, truth value, null, list or dictionary.</param>
    /// <exception cref="ConfigException">There is no place for it.</exception>
    public void Set(string id, object? value)
    {
        tree.Set(id, ConfigTree.Copy(Plain(value)));
        resolver = null;
    }

    /// <summary>Replaces an item by what a command line gives: YAML or JSON; other text is itself.</summary>
    /// <exception cref="ConfigException">There is no place for it.</exception>
    public void SetText(string id, string value) => Set(id, ConfigFiles.Value(value));

    /// <summary>Adds a configuration: its items replace those of the same names, or add to them by "+name".</summary>
    public void Merge(Config other)
    {
        ArgumentNullException.ThrowIfNull(other);
        tree.Merge((Dictionary<string, object?>)ConfigTree.Copy(other.tree.Root)!);
        resolver = null;
    }

    /// <summary>The value of an item: components are made, expressions computed.</summary>
    /// <param name="id">The item.</param>
    /// <exception cref="ConfigException">There is no such item, it needs itself, or it cannot be made; the message says where and why.</exception>
    public object? Resolve(string id) => Resolver.Resolve(ConfigId.Normal(id));

    /// <summary>The value of an item, of a given kind.</summary>
    /// <inheritdoc cref="Resolve(string)"/>
    public T Resolve<T>(string id)
    {
        var value = Resolve(id);
        try
        {
            return Conversion.To<T>(value, id);
        }
        catch (ArgumentException e)
        {
            throw new ConfigException(id, e.Message, e);
        }
    }

    /// <summary>The ids to which an item refers, directly; to check a configuration without making anything.</summary>
    /// <exception cref="ConfigException">An expression is not valid.</exception>
    public IReadOnlyList<string> References(string id) => Resolver.References(ConfigId.Normal(id));

    /// <summary>Checks all expressions, references and names of components without making anything.</summary>
    /// <returns>What is wrong: place and cause; empty if nothing is.</returns>
    public IReadOnlyList<ConfigException> Check() => Resolver.Check();

    /// <summary>The items as written, with what macros and relative ids stand for.</summary>
    internal Dictionary<string, object?> Expanded() => new Macros(folders).Expand(tree);

    private Resolver Resolver => resolver ??= new Resolver(new ConfigTree(Expanded()), table);

    internal static Dictionary<string, object?> Dictionary(object? value, string place)
        => value as Dictionary<string, object?> ?? throw new ConfigException(place, "a configuration is an object with names.");

    private static ModuleTable TableOf(ComponentRegistry? registry, bool trustsScripts = false)
        => !trustsScripts && (registry is null || registry == ComponentRegistry.Default) ? ModuleTable.Default : new ModuleTable(registry ?? ComponentRegistry.Default, trustsScripts);

    /// <summary>Values as files have them: whole numbers are long, lists and dictionaries of objects.</summary>
    private static object? Plain(object? value) => value switch
    {
        null or string or bool or long or double => value,
        int or short or byte or uint => Convert.ToInt64(value),
        float or decimal => Convert.ToDouble(value),
        System.Collections.IDictionary map => map.Keys.Cast<object>().ToDictionary(Expressions.Text.Of, key => Plain(map[key])),
        System.Collections.IEnumerable list => list.Cast<object?>().Select(Plain).ToList(),
        _ => throw new ArgumentException($"a configuration has text, numbers, lists and dictionaries, not {value.GetType().Name}."),
    };
}
