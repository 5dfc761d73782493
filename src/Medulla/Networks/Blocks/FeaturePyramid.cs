using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A network from images to features of several sizes, all with the same number of channels, as detectors build upon.</summary>
/// <param name="name">The name that messages use.</param>
public abstract class FeaturePyramid(string name) : MultiBlock(name)
{
    /// <summary>Channels of each level.</summary>
    public abstract int OutChannels { get; }

    /// <summary>The levels of the pyramid by name, finest first.</summary>
    /// <param name="x">Images, [B, C, spatial...].</param>
    public abstract OrderedDictionary<string, Tensor> call(Tensor x);
}
