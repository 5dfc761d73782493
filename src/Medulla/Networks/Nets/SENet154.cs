using Medulla.Imaging;

namespace Medulla.Networks.Nets;

/// <summary>The network of 154 layers. Hu et al., Squeeze-and-excitation networks (2018).</summary>
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
[ReferenceName("senet154")]
public sealed class SENet154(
    int spatialDims = 3, int inChannels = 3, int numClasses = 1000, Values<int>? layers = null, int groups = 64, int reduction = 16,
    double? dropoutProb = 0.2, int dropoutDim = 1, int inplanes = 128, int downsampleKernelSize = 3, bool input3x3 = true,
    bool pretrained = false)
    : SENet(
        spatialDims, inChannels, SENetBlock.Bottleneck, layers ?? [3, 8, 36, 3], groups, reduction, dropoutProb, dropoutDim, inplanes, downsampleKernelSize, input3x3,
        numClasses, nameof(SENet154), pretrained);
