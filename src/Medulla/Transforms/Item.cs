using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>What flows between steps.</summary>
internal static class Item
{
    /// <summary>The item as an image; a bare tensor lies at the origin with unit spacing.</summary>
    /// <exception cref="ArgumentException">The item is something else.</exception>
    public static MetaTensor Image(object? item, object step) => item switch
    {
        MetaTensor image => image,
        Tensor tensor => new(tensor),
        _ => throw new ArgumentException($"{step.GetType().Name} takes an image; it was given {Medulla.Sample.Describe(item)}."),
    };

    /// <summary>New voxels in the place of an item: an image on the same grid where it was one, else the bare tensor.</summary>
    public static object Like(object? item, Tensor voxels) => item is MetaTensor image ? image.WithData(voxels) : voxels;

    /// <summary>The item as a sample.</summary>
    /// <exception cref="ArgumentException">The item is something else.</exception>
    public static Sample Sample(object? item, object step)
        => item as Sample ?? throw new ArgumentException($"{(step as ITransform)?.Name() ?? step.GetType().Name} takes a sample; it was given {Medulla.Sample.Describe(item)}.");

    /// <summary>All native tensors in an item, so that dispose scopes can hand them on.</summary>
    public static IEnumerable<Tensor> Tensors(object? item) => item switch
    {
        Tensor tensor => [tensor],
        MetaTensor image => image.Tensors,
        Sample sample => sample.Values.SelectMany(Tensors),
        System.Collections.IDictionary map => map.Values.Cast<object?>().SelectMany(Tensors),
        string => [],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        System.Collections.IEnumerable list => list.Cast<object?>().SelectMany(Tensors),
        _ => [],
    };

    /// <summary>The items that a pipeline gave: one, or those of a list.</summary>
    public static IReadOnlyList<object?> All(object? result)
        => result is System.Collections.IList list ? [.. list.Cast<object?>()] : [result];

    /// <summary>The images in an item: itself, or those under the keys of a sample.</summary>
    public static IEnumerable<MetaTensor> Images(object? item) => item switch
    {
        MetaTensor image => [image],
        Sample sample => sample.Values.OfType<MetaTensor>(),
        _ => [],
    };

    /// <summary>Runs <paramref name="body"/> in a dispose scope of its own and hands the item it made to the caller's scope.</summary>
    public static object? Scoped(Func<object?> body)
    {
        using var scope = NewDisposeScope();
        var item = body();
        foreach (var tensor in Tensors(item))
        {
            scope.MoveToOuter(tensor);
        }
        return item;
    }
}
