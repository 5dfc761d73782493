using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>A residual network of 152 layers with weighed channels. Hu et al., Squeeze-and-excitation networks (2018).</summary>
/// <param name="spatialDims">Spatial axes, 1 to 3.</param>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="numClasses">Number of classes.</param>
/// <param name="layers">Blocks of each of the four stages; 3, 8, 36, 3 if null.</param>
/// <param name="groups">Groups of channels of each block's middle convolution.</param>
/// <param name="reduction">By how much channels are reduced to weigh them.</param>
/// <param name="dropoutProb">Probability to drop a feature before the classifier; none if null.</param>
/// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
/// <param name="inplanes">Channels of the first layer.</param>
/// <param name="downsampleKernelSize">Voxels under the kernels of shortcuts.</param>
/// <param name="input3x3">Whether three small convolutions stand for the large first one.</param>
/// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
[ReferenceName("seresnet152")]
public sealed class SEResNet152(
    int spatialDims = 3, int inChannels = 3, int numClasses = 1000, Values<int>? layers = null, int groups = 1, int reduction = 16,
    double? dropoutProb = 0.2, int dropoutDim = 1, int inplanes = 64, int downsampleKernelSize = 1, bool input3x3 = false,
    bool pretrained = false)
    : SENet(
        spatialDims, inChannels, SENetBlock.ResNetBottleneck, layers ?? [3, 8, 36, 3], groups, reduction, dropoutProb, dropoutDim, inplanes, downsampleKernelSize, input3x3,
        numClasses, nameof(SEResNet152), pretrained);
