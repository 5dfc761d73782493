using Medulla.Imaging;
using Medulla.Networks.Blocks;

namespace Medulla.Networks.Nets;

/// <summary>Blocks of <see cref="SENet"/>.</summary>
public enum SENetBlock
{
    /// <summary>See <see cref="SEBottleneck"/>.</summary>
    [ReferenceName("se_bottleneck", "SEBottleneck")]
    Bottleneck,

    /// <summary>See <see cref="SEResNetBottleneck"/>.</summary>
    [ReferenceName("se_resnet_bottleneck", "SEResNetBottleneck")]
    ResNetBottleneck,

    /// <summary>See <see cref="SEResNeXtBottleneck"/>.</summary>
    [ReferenceName("se_resnetxt_bottleneck", "SEResNeXtBottleneck")]
    ResNeXtBottleneck,
}
