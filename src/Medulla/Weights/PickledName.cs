namespace Medulla.Weights;

/// <summary>A class, function or constant that a file names as a value, such as an element type. It is a name and nothing else.</summary>
/// <param name="Name">The name with its module, such as <c>torch.float32</c>.</param>
public record PickledName(string Name)
{
    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
