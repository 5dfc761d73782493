using Medulla.Imaging;
using Medulla.Networks;
using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>A network that tells, at each place of its feature maps and for each anchor there, class logits and a box.</summary>
/// <param name="name">The name that messages use.</param>
public abstract class DetectionNetwork(string name) : MultiBlock(name)
{
    /// <summary>Spatial axes.</summary>
    public abstract int SpatialDims { get; }

    /// <summary>Number of classes.</summary>
    public abstract int NumClasses { get; }

    /// <summary>Anchors at each place.</summary>
    public abstract int NumAnchors { get; }

    /// <summary>What the size of images must be a multiple of, along each axis.</summary>
    public abstract Values<int> SizeDivisible { get; }

    /// <summary>The network's maps.</summary>
    /// <param name="images">[B, C, spatial...].</param>
    public abstract DetectionMaps call(Tensor images);
}
