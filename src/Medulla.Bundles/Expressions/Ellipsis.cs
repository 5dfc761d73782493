namespace Medulla.Bundles.Expressions;

/// <summary>"...": all axes that are not written out.</summary>
internal sealed class Ellipsis
{
    private Ellipsis()
    {
    }

    public static Ellipsis Value { get; } = new();

    public override string ToString() => "Ellipsis";
}
