using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Boxes and labels in samples: images without a place if they keep a history, else bare tensors.</summary>
internal static class BoxItem
{
    /// <summary>The boxes under a key.</summary>
    /// <exception cref="ArgumentException">There is something else.</exception>
    public static object Boxes(Sample sample, string key)
        => sample[key] is Tensor or MetaTensor ? sample[key]!
            : throw new ArgumentException($"key '{key}' holds {Medulla.Sample.Describe(sample[key])}; boxes are an array [N, 4] or [N, 6]. Is EnsureType missing before this step?");

    /// <summary>The item moved, which its history notes.</summary>
    public static object Moved(object item, Affine toNew)
        => item is MetaTensor boxes
            ? boxes.WithData(BoxMoves.ApplyAffineToBoxes(boxes.Data, toNew)).Push(new(new BoxMove(toNew), boxes.Grid))
            : BoxMoves.ApplyAffineToBoxes((Tensor)item, toNew);

    /// <summary>Of labels and the like, those of the boxes that are kept, handed to the outer dispose scope.</summary>
    public static object Kept(Sample sample, string key, Tensor keep) => Item.Like(sample[key], sample.Image(key).Data[keep].MoveToOuterDisposeScope());

    /// <summary>The only key.</summary>
    /// <exception cref="ArgumentException">There are several, or none.</exception>
    public static string Single(Values<string> keys, string name)
        => keys.Count == 1 ? keys[0] : throw new ArgumentException($"{name} is {keys}; a single key is expected, to which the others belong.", name);

    /// <summary>Keys, as many as there are boxes.</summary>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static Values<string> AsMany(Values<string> keys, Values<string> boxKeys, string name)
        => keys.Count == boxKeys.Count ? keys : throw new ArgumentException($"{name} is {keys} for boxes {boxKeys}; one key for each is expected.", name);
}
