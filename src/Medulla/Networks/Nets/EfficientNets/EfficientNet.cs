using Medulla.Imaging;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Classifies images. Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks (2019).</summary>
public class EfficientNet : Block
{
    private readonly EfficientNetBody body;

    /// <summary>[B, C, spatial...] to scores [B, K].</summary>
    /// <param name="blocksArgsStr">The stacks of blocks, as <see cref="BlockArgs"/> are written.</param>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="widthCoefficient">Channels, times those written.</param>
    /// <param name="depthCoefficient">Blocks, times those written.</param>
    /// <param name="dropoutRate">Probability to drop a feature before the scores.</param>
    /// <param name="imageSize">Pixels along each axis for which borders are made; images of other sizes are taken too.</param>
    /// <param name="norm">The normalization; batch with eps 1e-3 and momentum 0.01 if null.</param>
    /// <param name="dropConnectRate">Probability to drop the last block's result for a sample while training; less for earlier blocks.</param>
    /// <param name="depthDivisor">Channels are multiples of this.</param>
    /// <exception cref="ArgumentException">There are no blocks, or one is not written as such.</exception>
    public EfficientNet(
        IReadOnlyList<string> blocksArgsStr, int spatialDims = 2, int inChannels = 3, int numClasses = 1000, double widthCoefficient = 1, double depthCoefficient = 1, double dropoutRate = 0.2,
        int imageSize = 224, LayerSpec? norm = null, double dropConnectRate = 0.2, int depthDivisor = 8)
        : base(nameof(EfficientNet))
        => body = new(this, blocksArgsStr, spatialDims, inChannels, numClasses, widthCoefficient, depthCoefficient, dropoutRate, imageSize, norm, dropConnectRate, depthDivisor);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => body.Classify(x);
}
