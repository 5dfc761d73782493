namespace Medulla.Bundles.Expressions;

/// <summary>A function that an expression wrote down.</summary>
internal sealed class LambdaFunction(LambdaNode node, IReadOnlyList<object?> defaults, Func<Scope, object?> body, Scope? scope) : Callable
{
    public override string Name => "lambda";

    /// <summary>How many arguments it takes by position; null if any number.</summary>
    public int? Arity => node.Parameters.Any(p => p.Stars > 0) ? null : node.Parameters.Count;

    public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
    {
        var inner = new Scope(scope);
        var rest = named.ToDictionary();
        var taken = 0;
        var isNamedOnly = false;
        for (var i = 0; i < node.Parameters.Count; i++)
        {
            var parameter = node.Parameters[i];
            switch (parameter.Stars)
            {
                case 1:
                    if (parameter.Name.Length > 0)
                    {
                        inner.Set(parameter.Name, positional.Skip(taken).ToArray());
                        taken = Math.Max(taken, positional.Count);
                    }
                    isNamedOnly = true;
                    break;
                case 2:
                    inner.Set(parameter.Name, rest.ToDictionary());
                    rest.Clear();
                    break;
                default:
                    var isNamed = rest.Remove(parameter.Name, out var value);
                    if (!isNamedOnly && taken < positional.Count)
                    {
                        value = isNamed ? throw new ArgumentException($"the lambda is given '{parameter.Name}' twice.") : positional[taken++];
                    }
                    else if (!isNamed)
                    {
                        value = parameter.Default is null ? throw new ArgumentException($"the lambda needs '{parameter.Name}'.") : defaults[i];
                    }
                    inner.Set(parameter.Name, value);
                    break;
            }
        }
        if (rest.Count > 0 || taken < positional.Count)
        {
            throw new ArgumentException(rest.Count > 0
                ? $"the lambda has no parameter '{rest.Keys.First()}'." : $"the lambda takes {taken} arguments; {positional.Count} were given.");
        }
        return body(inner);
    }
}
