using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A network of residual parts that shrink and enlarge the image by convolutions. Milletari et al., V-Net: fully convolutional neural networks for volumetric medical image segmentation (2016).</summary>
public sealed class VNet : Block
{
    private readonly VNetInput input;
    private readonly VNetDown[] down;
    private readonly VNetUp[] up;
    private readonly VNetOutput output;
    private readonly int spatialDims, inChannels;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] to [B, <paramref name="outChannels"/>, spatial...]; spatial axes are multiples of 16.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input, a divisor of 16.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="act">The activation; elu if null.</param>
    /// <param name="dropoutProb">Of no meaning; say <paramref name="dropoutProbDown"/> and <paramref name="dropoutProbUp"/>.</param>
    /// <param name="dropoutProbDown">Probability to drop features of the two smallest sizes on the way down; none if null.</param>
    /// <param name="dropoutProbUp">Probability to drop features of the two smallest sizes on the way up, and of those joined with them; 0.5 each if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <exception cref="ArgumentException">A number is out of range, or a layer is unknown.</exception>
    public VNet(
        int spatialDims = 3, int inChannels = 1, int outChannels = 1, LayerSpec? act = null, double? dropoutProb = 0.5, double? dropoutProbDown = 0.5,
        Values<double?>? dropoutProbUp = null, int dropoutDim = 3, bool bias = false)
        : base(nameof(VNet))
    {
        (this.spatialDims, this.inChannels) = (Dimensions.TwoOrThree(nameof(VNet), spatialDims), inChannels);
        var (activation, ups) = (act ?? "elu", dropoutProbUp ?? [0.5, 0.5]);
        if (ups is not [_, { } skipDropout])
        {
            throw new ArgumentException($"VNet: dropoutProbUp is {ups}; two numbers, of which the first may be null, are expected.", nameof(dropoutProbUp));
        }
        input = this.Part("in_tr", new VNetInput(spatialDims, inChannels, 16, activation, bias));
        down = [Down(16, 1, null), Down(32, 2, null), Down(64, 3, dropoutProbDown), Down(128, 2, dropoutProbDown)];
        up = [Up(256, 256, 2, ups[0], skipDropout), Up(256, 128, 2, ups[0], skipDropout), Up(128, 64, 1, null, 0.5), Up(64, 32, 1, null, 0.5)];
        output = this.Part("out_tr", new VNetOutput(spatialDims, 32, outChannels, activation, bias));

        VNetDown Down(int channels, int convolutions, double? drop)
            => this.Part($"down_tr{2 * channels}", new VNetDown(spatialDims, channels, convolutions, activation, drop, dropoutDim, bias));

        VNetUp Up(int from, int to, int convolutions, double? drop, double skipDrop)
            => this.Part($"up_tr{to}", new VNetUp(spatialDims, from, to, convolutions, activation, drop, skipDrop, dropoutDim));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        Dimensions.Input(nameof(VNet), x, spatialDims, inChannels, multiple: 16);
        List<Tensor> features = [input.call(x)];
        foreach (var step in down)
        {
            features.Add(step.call(features[^1]));
        }
        var current = features[^1];
        for (var i = 0; i < up.Length; i++)
        {
            current = up[i].call(current, features[features.Count - 2 - i]);
        }
        return output.call(current);
    }
}
