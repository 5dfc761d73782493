using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Adds the level "pool" to a feature pyramid: every second voxel of the coarsest one.</summary>
public sealed class LastLevelMaxPool : ExtraFPNBlock
{
    private readonly nn.Module<Tensor, Tensor> maxpool;

    /// <summary>The block for images of so many axes.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    public LastLevelMaxPool(int spatialDims)
        : base(nameof(LastLevelMaxPool))
        => maxpool = this.Part("maxpool", Pool.Create(("max", new() { ["kernel_size"] = 1, ["stride"] = 2 }), spatialDims));

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Name, Tensor Level)> Extend(Tensor coarsest, Tensor features) => [("pool", maxpool.call(coarsest))];
}
