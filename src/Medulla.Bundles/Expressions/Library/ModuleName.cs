using Medulla.Bundles.Components;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>A dotted name of components, such as "monai.transforms" or "monai.networks.nets.UNet": what it stands for is looked up when it is used.</summary>
internal sealed record ModuleName(ComponentRegistry Registry, string Path)
{
    public object Member(string name)
        => Enumerations.Find(Path.Split('.')[^1], name) is { } value ? value : new ModuleName(Registry, $"{Path}.{name}");

    /// <summary>The class or function of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public object Resolve()
    {
        if (Registry.Find(Path) is { } component)
        {
            return component;
        }
        var near = Registry.Suggest(Path);
        throw new UnknownComponentException(Path, Path.StartsWith("scripts", StringComparison.Ordinal)
            ? $"'{Path}' is Python code of the bundle itself; give an assembly that has it (--components My.dll)."
            : $"there is no component '{Path}'{(near is null ? "." : $"; did you mean '{near}'?")}");
    }

    public override string ToString() => $"<name '{Path}'>";
}
