using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A classifier whose blocks weigh their channels. Hu et al., Squeeze-and-excitation networks (2018).</summary>
public class SENet : Block
{
    private const int Expansion = 4;

    private readonly nn.Module<Tensor, Tensor>[] layers;
    private readonly nn.Module<Tensor, Tensor> adaptiveAvgPool, lastLinear;
    private readonly nn.Module<Tensor, Tensor>? dropout;
    private readonly int spatialDims, inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="numClasses"/>].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="block">The kind of blocks.</param>
    /// <param name="layers">Blocks of each of the four stages.</param>
    /// <param name="groups">Groups of channels of each block's middle convolution.</param>
    /// <param name="reduction">By how much channels are reduced to weigh them.</param>
    /// <param name="dropoutProb">Probability to drop a feature before the classifier; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="inplanes">Channels of the first layer.</param>
    /// <param name="downsampleKernelSize">Voxels under the kernels of shortcuts, from the second stage on.</param>
    /// <param name="input3x3">Whether three small convolutions stand for the large first one.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <exception cref="ArgumentException">There are not four stages, or groups do not divide.</exception>
    public SENet(
        int spatialDims, int inChannels, SENetBlock block, Values<int> layers, int groups, int reduction, double? dropoutProb = 0.2, int dropoutDim = 1,
        int inplanes = 128, int downsampleKernelSize = 3, bool input3x3 = true, int numClasses = 1000)
        : base(nameof(SENet))
    {
        if (layers.Count != 4)
        {
            throw new ArgumentException($"SENet: layers is {layers}; four numbers are expected.", nameof(layers));
        }
        (this.spatialDims, this.inChannels) = (Dimensions.Checked(nameof(SENet), spatialDims), inChannels);
        var channels = inplanes;
        List<(string, nn.Module<Tensor, Tensor>)> first = input3x3
            ? [.. Convolve(1, inChannels, 64, 3, 2), .. Convolve(2, 64, 64, 3, 1), .. Convolve(3, 64, inplanes, 3, 1)]
            : [.. Convolve(1, inChannels, inplanes, 7, 2)];
        first.Add(("pool", Pool.Create(("max", new() { ["kernel_size"] = 3, ["stride"] = 2, ["ceil_mode"] = true }), spatialDims)));
        this.layers = [
            this.Part("layer0", nn.Sequential(first)),
            .. Enumerable.Range(0, 4).Select(stage => this.Part($"layer{stage + 1}", Stage(64 << stage, layers[stage], stage == 0 ? 1 : 2, stage == 0 ? 1 : downsampleKernelSize)))];
        adaptiveAvgPool = this.Part("adaptive_avg_pool", Pool.Create(("adaptiveavg", new() { ["output_size"] = 1 }), spatialDims));
        dropout = dropoutProb is { } p ? this.Part("dropout", Dropout.Create(p, dropoutDim)) : null;
        lastLinear = this.Part("last_linear", nn.Linear(512 * Expansion, numClasses));
        Initialization.Kaiming(this);

        IEnumerable<(string, nn.Module<Tensor, Tensor>)> Convolve(int number, int from, int to, int kernel, int stride) =>
        [
            ($"conv{number}", Conv.Create(spatialDims, from, to, kernel, stride, kernel / 2, bias: false)),
            ($"bn{number}", Norm.Create("batch", spatialDims, to)),
            ($"relu{number}", nn.ReLU()),
        ];

        nn.Module<Tensor, Tensor> Stage(int planes, int blocks, int stride, int kernel)
        {
            List<nn.Module<Tensor, Tensor>> made = [];
            for (var i = 0; i < blocks; i++)
            {
                var step = i == 0 ? stride : 1;
                var shorten = i == 0 && (step != 1 || channels != planes * Expansion)
                    ? new Convolution(spatialDims, channels, planes * Expansion, step, kernel, act: LayerSpec.None, norm: "batch", bias: false) : null;
                made.Add(block switch
                {
                    SENetBlock.Bottleneck => new SEBottleneck(spatialDims, channels, planes, groups, reduction, step, shorten),
                    SENetBlock.ResNetBottleneck => new SEResNetBottleneck(spatialDims, channels, planes, groups, reduction, step, shorten),
                    _ => new SEResNeXtBottleneck(spatialDims, channels, planes, groups, reduction, step, shorten),
                });
                channels = planes * Expansion;
            }
            return ModuleParts.Sequence(made);
        }
    }

    /// <summary>A network of published depth.</summary>
    private protected SENet(
        int spatialDims, int inChannels, SENetBlock block, Values<int> layers, int groups, int reduction, double? dropoutProb, int dropoutDim, int inplanes,
        int downsampleKernelSize, bool input3x3, int numClasses, string name, bool pretrained)
        : this(spatialDims, inChannels, block, layers, groups, reduction, dropoutProb, dropoutDim, inplanes, downsampleKernelSize, input3x3, numClasses)
        => Pretrained.Refuse(name, pretrained);

    /// <summary>The features of an image, [B, 2048, smaller...].</summary>
    public Tensor Features(Tensor x)
    {
        Dimensions.Input(GetName(), x, spatialDims, inChannels);
        using var scope = NewDisposeScope();
        return layers.Aggregate(x, (current, layer) => layer.call(current)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var features = adaptiveAvgPool.call(Features(x));
        return lastLinear.call((dropout?.call(features) ?? features).flatten(1));
    }
}
