using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>A residual network of 101 layers with grouped convolutions and weighed channels. Hu et al., Squeeze-and-excitation networks (2018).</summary>
/// <param name="spatialDims">Spatial axes, 1 to 3.</param>
/// <param name="inChannels">Channels of the input.</param>
/// <param name="numClasses">Number of classes.</param>
/// <param name="layers">Blocks of each of the four stages; 3, 4, 23, 3 if null.</param>
/// <param name="groups">Groups of channels of each block's middle convolution.</param>
/// <param name="reduction">By how much channels are reduced to weigh them.</param>
/// <param name="dropoutProb">Probability to drop a feature before the classifier; none if null.</param>
/// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
/// <param name="inplanes">Channels of the first layer.</param>
/// <param name="downsampleKernelSize">Voxels under the kernels of shortcuts.</param>
/// <param name="input3x3">Whether three small convolutions stand for the large first one.</param>
/// <param name="pretrained">Must be false: nothing is downloaded; load weights by <c>LoadWeights</c>.</param>
[ReferenceName("seresnext101")]
public sealed class SEResNext101(
    int spatialDims = 3, int inChannels = 3, int numClasses = 1000, Values<int>? layers = null, int groups = 32, int reduction = 16,
    double? dropoutProb = null, int dropoutDim = 1, int inplanes = 64, int downsampleKernelSize = 1, bool input3x3 = false,
    bool pretrained = false)
    : SENet(
        spatialDims, inChannels, SENetBlock.ResNeXtBottleneck, layers ?? [3, 4, 23, 3], groups, reduction, dropoutProb, dropoutDim, inplanes, downsampleKernelSize, input3x3,
        numClasses, nameof(SEResNext101), pretrained);
