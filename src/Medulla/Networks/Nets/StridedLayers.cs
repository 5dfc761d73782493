using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The layers that <see cref="Regressor"/>, <see cref="Classifier"/>, <see cref="Discriminator"/> and <see cref="Critic"/> shrink images by.</summary>
internal sealed class StridedLayers
{
    public StridedLayers(
        nn.Module owner, Values<int> inShape, Values<int> channels, Values<int> strides, Values<int>? kernelSize, int numResUnits, LayerSpec? act,
        LayerSpec? norm, double? dropout, bool bias)
    {
        var name = owner.GetName();
        var spatialDims = inShape.Count - 1;
        if (spatialDims is < 1 or > 3 || inShape.Any(n => n < 1))
        {
            throw new ArgumentException($"{name}: inShape is {inShape}; channels and the voxels along 1 to 3 axes are expected.", nameof(inShape));
        }
        if (channels.Count == 0 || channels.Count != strides.Count)
        {
            throw new ArgumentException($"{name}: channels is {channels} and strides {strides}; as many of one as of the other, at least one, are expected.", nameof(strides));
        }
        LayerSpec? drop = dropout is { } p ? p : null;
        Net = owner.Part("net", nn.Sequential(channels.Select((count, i) => ($"layer_{i}", Layer(i == 0 ? inShape[0] : channels[i - 1], count, strides[i], i == channels.Count - 1)))));
        FinalElements = channels[^1] * FinalSize(inShape.Skip(1), kernelSize ?? 3, strides).Aggregate(1L, (a, b) => a * b);

        nn.Module<Tensor, Tensor> Layer(int from, int to, int stride, bool isLast) => numResUnits > 0
            ? new ResidualUnit(spatialDims, from, to, stride, kernelSize, numResUnits, act: act, norm: norm, dropout: drop, bias: bias, lastConvOnly: isLast)
            : new Convolution(spatialDims, from, to, stride, kernelSize, act: act, norm: norm, dropout: drop, bias: bias, convOnly: isLast);
    }

    /// <summary>The layers, from the image to features at the smallest size.</summary>
    public nn.Module<Tensor, Tensor> Net { get; }

    /// <summary>Number of these features.</summary>
    public long FinalElements { get; }

    /// <summary>Voxels along each axis after convolutions of one kernel and several strides, padded to keep the size at a stride of 1.</summary>
    public static long[] FinalSize(IEnumerable<int> size, Values<int> kernelSize, Values<int> strides)
    {
        var padding = Conv.SamePadding(kernelSize);
        return [.. strides.Aggregate(Values.From(size), (length, stride) => Conv.OutShape(length, kernelSize, stride, padding)).Select(n => (long)n)];
    }
}
