using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>What <see cref="AutoEncoder"/> and <see cref="VarAutoEncoder"/> have in common; its layers are parts of the network itself.</summary>
internal sealed class AutoEncoderBody
{
    private readonly nn.Module<Tensor, Tensor> encode, intermediate, decode;

    public AutoEncoderBody(
        nn.Module owner, int spatialDims, int inChannels, int outChannels, Values<int> channels, Values<int> strides, Values<int>? kernelSize,
        Values<int>? upKernelSize, int numResUnits, Values<int>? interChannels, Values<int>? interDilations, int numInterUnits, LayerSpec? act,
        LayerSpec? norm, LayerSpec? dropout, bool bias, Values<int>? padding)
    {
        var name = owner.GetName();
        Dimensions.Checked(name, spatialDims);
        Dimensions.AtLeast(name, nameof(inChannels), inChannels);
        Dimensions.AtLeast(name, nameof(outChannels), outChannels);
        if (channels.Count == 0 || channels.Count != strides.Count)
        {
            throw new ArgumentException($"{name}: channels is {channels} and strides {strides}; as many of one as of the other, at least one, are expected.", nameof(strides));
        }
        interChannels ??= [];
        interDilations ??= Values.From(Enumerable.Repeat(1, interChannels.Count));
        if (interChannels.Count != interDilations.Count)
        {
            throw new ArgumentException(
                $"{name}: interChannels is {interChannels} and interDilations {interDilations}; as many of one as of the other are expected.", nameof(interDilations));
        }
        EncodedChannels = interChannels.Count > 0 ? interChannels[^1] : channels[^1];

        encode = owner.Part("encode", nn.Sequential(channels.Select((count, i) => (
            $"encode_{i}", Unit(numResUnits, i == 0 ? inChannels : channels[i - 1], count, strides[i])))));
        intermediate = owner.Part("intermediate", interChannels.Count == 0 ? (nn.Module<Tensor, Tensor>)nn.Identity() : nn.Sequential(interChannels.Select((count, i) => (
            $"inter_{i}", Unit(numInterUnits, i == 0 ? channels[^1] : interChannels[i - 1], count, 1, interDilations[i])))));
        decode = owner.Part("decode", nn.Sequential(Enumerable.Range(0, channels.Count).Select(i => ($"decode_{i}", Up(i)))));

        nn.Module<Tensor, Tensor> Unit(int units, int from, int to, int stride, int dilation = 1) => units > 0
            ? new ResidualUnit(spatialDims, from, to, stride, kernelSize, units, act: act, norm: norm, dropout: dropout, dilation: dilation, bias: bias, padding: padding)
            : new Convolution(spatialDims, from, to, stride, kernelSize, act: act, norm: norm, dropout: dropout, dilation: dilation, bias: bias, padding: padding);

        nn.Module<Tensor, Tensor> Up(int i)
        {
            var level = channels.Count - 1 - i;
            var (from, to, isLast) = (i == 0 ? EncodedChannels : channels[level], level == 0 ? outChannels : channels[level - 1], level == 0);
            List<(string, nn.Module<Tensor, Tensor>)> parts = [("conv", new Convolution(
                spatialDims, from, to, strides[level], upKernelSize, act: act, norm: norm, dropout: dropout, bias: bias,
                convOnly: isLast && numResUnits == 0, isTransposed: true, padding: padding))];
            if (numResUnits > 0)
            {
                parts.Add(("resunit", new ResidualUnit(
                    spatialDims, to, to, 1, kernelSize, 1, act: act, norm: norm, dropout: dropout, bias: bias, lastConvOnly: isLast, padding: padding)));
            }
            return nn.Sequential(parts);
        }
    }

    /// <summary>Channels of what the encoder gives.</summary>
    public int EncodedChannels { get; }

    /// <summary>The features at the smallest size.</summary>
    public Tensor Encode(Tensor x) => intermediate.call(encode.call(x));

    /// <summary>The image of features.</summary>
    public Tensor Decode(Tensor features) => decode.call(features);
}
