using Medulla.Bundles.Components;
using Medulla.Transforms;

namespace Medulla.Bundles.Expressions;

/// <summary>A method of a component.</summary>
internal sealed class BoundMethod(object instance, string name) : Callable
{
    public override string Name => $"{instance.GetType().Name}.{name}";

    public override object? Invoke(IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named)
        => instance is ITransform transform ? new TransformCalls(transform).Call(name, named, positional) : Methods.Call(instance, name, named, positional);
}
