namespace Medulla.Bundles.Expressions;

/// <summary>Variables of a lambda or comprehension, before those around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> variables = [];

    public bool TryFind(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.variables.TryGetValue(name, out value))
            {
                return true;
            }
        }
        value = null;
        return false;
    }

    public void Set(string name, object? value) => variables[name] = value;

    private Scope? Outer { get; } = outer;
}
