namespace Medulla.Bundles.Expressions;

/// <summary>A function of the table, written in C#.</summary>
/// <param name="name">Its name, for messages.</param>
/// <param name="parameters">The names of its parameters in order; "*" before the last takes the remaining positions, "?" after one makes it optional.</param>
/// <param name="body">What it does; it gets one value for each parameter, <see cref="Absent"/> where none was given.</param>
public sealed class NativeFunction(string name, string parameters, Func<object?[], object?> body) : Callable
{
    private readonly string[] parameters = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Stands for an optional argument that was not given.</summary>
    public static object Absent { get; } = new();

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
    {
        var values = new object?[parameters.Length];
        HashSet<string> used = [];
        for (var i = 0; i < parameters.Length; i++)
        {
            var (key, isRest, isOptional) = (parameters[i].Trim('*', '?'), parameters[i][0] == '*', parameters[i][^1] == '?');
            if (isRest)
            {
                values[i] = positional.Skip(i).ToArray();
                continue;
            }
            var isNamed = named.TryGetValue(key, out var value);
            if (isNamed && !used.Add(key) || (isNamed && i < positional.Count && !HasRest(i)))
            {
                throw new ArgumentException($"{Name}: '{key}' is given twice.");
            }
            values[i] = i < positional.Count && !HasRest(i) ? positional[i] : isNamed ? value : isOptional ? Absent : throw new ArgumentException($"{Name} needs the argument '{key}'.");
        }
        if (named.Keys.FirstOrDefault(key => !used.Contains(key)) is { } unknown)
        {
            throw new ArgumentException($"{Name} has no argument '{unknown}'; it takes {Accepted()}.");
        }
        return positional.Count > parameters.Length && !parameters.Any(p => p[0] == '*')
            ? throw new ArgumentException($"{Name} takes {parameters.Length} arguments ({Accepted()}); {positional.Count} were given.")
            : body(values);
    }

    /// <summary>Whether a parameter comes after one that takes the remaining positions.</summary>
    private bool HasRest(int index) => parameters.Take(index).Any(p => p[0] == '*');

    private string Accepted() => string.Join(", ", parameters.Select(p => p.TrimEnd('?')));
}
