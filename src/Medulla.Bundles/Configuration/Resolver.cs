using Medulla.Bundles.Components;
using Medulla.Bundles.Expressions;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Configuration;

/// <summary>Makes the values of a configuration whose macros are expanded.</summary>
internal sealed class Resolver
{
    private const string Target = "_target_", Disabled = "_disabled_", Requires = "_requires_", Mode = "_mode_", Description = "_desc_";
    private static readonly HashSet<string> Special = [Target, Disabled, Requires, Mode, Description];
    private readonly ConfigTree tree;
    private readonly Surroundings surroundings;
    private readonly Dictionary<string, object?> resolved = [];
    private readonly List<string> open = [];
    private bool isImported;

    public Resolver(ConfigTree tree, ModuleTable table)
    {
        this.tree = tree;
        surroundings = new(table, Resolve);
    }

    public object? Resolve(string id)
    {
        if (resolved.TryGetValue(id, out var known))
        {
            return known;
        }
        var written = tree.Get(id);
        Import();
        if (open.Contains(id))
        {
            throw new ConfigException(id, $"it needs itself: {string.Join(" → ", open.SkipWhile(one => one != id).Append(id))}.");
        }
        if (open.Count > 200)
        {
            throw new ConfigException(id, "references are nested deeper than 200.");
        }
        open.Add(id);
        try
        {
            return resolved[id] = Value(written, id);
        }
        finally
        {
            open.Remove(id);
        }
    }

    public IReadOnlyList<string> References(string id) => [.. ReferencesOf(tree.Get(id), id).Distinct()];

    public IReadOnlyList<ConfigException> Check()
    {
        List<ConfigException> wrong = [];
        Check(tree.Root, "", wrong);
        return wrong;
    }

    private object? Value(object? written, string id) => written switch
    {
        string text => OfText(text, id),
        Dictionary<string, object?> map when map.ContainsKey(Target) => Made(map, id),
        Dictionary<string, object?> map => map.Keys.Select(key => (key, value: Resolve(ConfigId.Join(id, key))))
            .Where(pair => !IsDropped(map[pair.key], pair.value)).ToDictionary(pair => pair.key, pair => pair.value),
        List<object?> list => list.Select((item, i) => (item, value: Resolve(ConfigId.Join(id, i)))).Where(pair => !IsDropped(pair.item, pair.value)).Select(pair => pair.value).ToList(),
        _ => written,
    };

    /// <summary>Components that are disabled do not count among others.</summary>
    private static bool IsDropped(object? written, object? value) => value is null && written is Dictionary<string, object?> map && map.ContainsKey(Target);

    private object? OfText(string text, string id)
    {
        if (IsReference(text))
        {
            return Referred(ConfigId.Normal(text[1..]), id);
        }
        if (!IsExpression(text))
        {
            return text;
        }
        try
        {
            var expression = PythonExpression.Parse(text[1..]);
            // What an expression refers to is made first, in order, as if it were written before it.
            foreach (var reference in expression.References())
            {
                Referred(reference, id);
            }
            return expression.Evaluate(surroundings);
        }
        catch (ExpressionException e)
        {
            throw new ConfigException(id, e.Message, e);
        }
    }

    private object? Referred(string reference, string id)
        => reference.Length == 0 || tree.TryGet(reference, out _) ? Resolve(reference)
            : throw new ConfigException(id, $"it refers to '@{reference}': {tree.Unknown(reference).Message}");

    private object? Made(Dictionary<string, object?> map, string id)
    {
        if (map.ContainsKey(Disabled) && IsTrue(Resolve(ConfigId.Join(id, Disabled))))
        {
            return null;
        }
        if (map.ContainsKey(Requires))
        {
            Resolve(ConfigId.Join(id, Requires));
        }
        Dictionary<string, object?> arguments = [];
        foreach (var (name, written) in map.Where(pair => !Special.Contains(pair.Key)))
        {
            var value = Resolve(ConfigId.Join(id, name));
            if (!IsDropped(written, value))
            {
                arguments[name] = value;
            }
        }
        var target = Resolve(ConfigId.Join(id, Target));
        var mode = map.ContainsKey(Mode) ? Resolve(ConfigId.Join(id, Mode)) as string : "default";
        try
        {
            var component = target is string name ? Find(name) : target;
            return mode switch
            {
                "default" => component is Callable or Components.Component or Delegate or Transforms.ITransform ? Calls.Invoke(surroundings.Table, component, [], arguments) : Called(component, arguments),
                "callable" => arguments.Count == 0 ? component : new Partial(surroundings.Table, component, [], arguments),
                "debug" => throw new ArgumentException("the mode 'debug' asks for Python's debugger, which is not here; use 'default'."),
                _ => throw new ArgumentException($"'{mode}' is no mode; there are default and callable."),
            };
        }
        catch (Exception e) when (e is not (ConfigException or OutOfMemoryException or OperationCanceledException))
        {
            throw new ConfigException(id, e is ArgumentException or ExpressionException ? e.Message : $"{target}: {e.GetType().Name}: {e.Message}", e);
        }
    }

    private object? Called(object? component, Dictionary<string, object?> arguments)
        => component is not null && arguments.Count == 0 && component is not MissingModule ? component : Calls.Invoke(surroundings.Table, component, [], arguments);

    private object Find(string name)
    {
        if (surroundings.Table.Registry.Find(name) is { } component)
        {
            return component;
        }
        return surroundings.Table.Find(name) ?? new ModuleName(surroundings.Table.Registry, name).Resolve();
    }

    private void CheckTarget(string name, string place)
    {
        if (Find(name) is Components.Component component && tree.Get(ConfigId.Normal(place.TrimEnd(':'))) is Dictionary<string, object?> map
            && component.CheckNames([.. map.Keys.Except(Special)]) is { } fault)
        {
            throw fault;
        }
    }

    private static bool IsTrue(object? value) => value is string text ? text.Trim().Equals("true", StringComparison.OrdinalIgnoreCase) : Truth.Of(value);

    /// <summary>All imports of the configuration come before anything else, wherever they stand.</summary>
    private void Import()
    {
        if (isImported)
        {
            return;
        }
        isImported = true;
        Walk(tree.Root, "", (text, id) =>
        {
            if (IsExpression(text) && text.Contains("import", StringComparison.Ordinal))
            {
                try
                {
                    if (PythonExpression.Parse(text[1..]) is { IsImport: true } import)
                    {
                        resolved[id] = import.Evaluate(surroundings);
                    }
                }
                catch (ExpressionException)
                {
                    // It is said where the item is asked for.
                }
            }
        });
    }

    private static void Walk(object? value, string id, Action<string, string> visit)
    {
        switch (value)
        {
            case string text:
                visit(text, id);
                break;
            case Dictionary<string, object?> map:
                foreach (var (key, item) in map)
                {
                    Walk(item, ConfigId.Join(id, key), visit);
                }
                break;
            case List<object?> list:
                for (var i = 0; i < list.Count; i++)
                {
                    Walk(list[i], ConfigId.Join(id, i), visit);
                }
                break;
        }
    }

    private static bool IsExpression(string text) => text.Length > 0 && text[0] == '$';

    private static bool IsReference(string text)
        => text.Length > 0 && text[0] == '@' && text.AsSpan(1).IndexOfAnyExcept(WordOrSeparator) < 0;

    private static System.Buffers.SearchValues<char> WordOrSeparator { get; }
        = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_#:");

    private static IEnumerable<string> ReferencesOf(object? written, string id)
    {
        List<string> found = [];
        Walk(written, id, (text, place) =>
        {
            if (IsReference(text))
            {
                found.Add(ConfigId.Normal(text[1..]));
            }
            else if (IsExpression(text))
            {
                try
                {
                    found.AddRange(PythonExpression.Parse(text[1..]).References());
                }
                catch (ExpressionException e)
                {
                    throw new ConfigException(place, e.Message, e);
                }
            }
        });
        return found;
    }

    private void Check(object? written, string id, List<ConfigException> wrong)
    {
        Import();
        Walk(written, id, (text, place) =>
        {
            try
            {
                foreach (var reference in ReferencesOf(text, place).Where(reference => reference.Length > 0 && !tree.TryGet(reference, out _)))
                {
                    wrong.Add(new(place, $"it refers to '@{reference}': {tree.Unknown(reference).Message}"));
                }
                if (place.EndsWith(Target, StringComparison.Ordinal) && !IsExpression(text) && !IsReference(text))
                {
                    CheckTarget(text, place[..^Target.Length]);
                }
                if (IsExpression(text))
                {
                    NameCheck.Run(PythonExpression.Parse(text[1..]), surroundings);
                }
            }
            catch (ConfigException e)
            {
                wrong.Add(e);
            }
            catch (Exception e) when (e is ArgumentException or ExpressionException)
            {
                wrong.Add(new(place, e.Message, e));
            }
        });
    }
}
