namespace Medulla.Bundles.Expressions.Library;

/// <summary>Something imported that is not in the table; an error when it is used.</summary>
internal sealed class MissingModule(string name)
{
    public string Name => name;

    public override string ToString() => $"<module '{name}', which expressions do not have>";
}
