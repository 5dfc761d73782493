using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// An <see cref="AutoEncoder"/> whose features are the parameters of a distribution, so that images can be drawn from it. Kingma and
/// Welling, Auto-encoding variational Bayes (2014).
/// </summary>
public sealed class VarAutoEncoder : MultiBlock
{
    private readonly AutoEncoderBody body;
    private readonly nn.Module<Tensor, Tensor> mu, logvar, decodeL;
    private readonly long[] smallest;
    private readonly bool useSigmoid;

    /// <summary>[B, C, spatial...] to [B, <paramref name="outChannels"/>, spatial...], the distribution and what was drawn from it.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inShape">Channels of the input, and its voxels along each axis.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="latentSize">Number of latent variables.</param>
    /// <param name="channels">Channels at each size of the image, from the largest.</param>
    /// <param name="strides">How many times smaller each step makes the image; as many as <paramref name="channels"/>.</param>
    /// <param name="kernelSize">Voxels under the kernel, odd, one number or one an axis; 3 if null.</param>
    /// <param name="upKernelSize">The same for the transposed convolutions; 3 if null.</param>
    /// <param name="numResUnits">Convolutions in each residual unit; plain convolutions if 0.</param>
    /// <param name="interChannels">Channels of layers between encoder and decoder; there are none if null.</param>
    /// <param name="interDilations">Step between kernel elements of each of these; 1 if null.</param>
    /// <param name="numInterUnits">Convolutions in each residual unit of these; plain convolutions if 0.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="norm">The normalization; instance if null.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="bias">Whether a number is added per output channel.</param>
    /// <param name="useSigmoid">Whether the output is brought into [0, 1].</param>
    /// <exception cref="ArgumentException">A number does not fit the others or the axes, or a layer is unknown.</exception>
    public VarAutoEncoder(
        int spatialDims, Values<int> inShape, int outChannels, int latentSize, Values<int> channels, Values<int> strides, Values<int>? kernelSize = null,
        Values<int>? upKernelSize = null, int numResUnits = 0, Values<int>? interChannels = null, Values<int>? interDilations = null,
        int numInterUnits = 2, LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, bool bias = true, bool useSigmoid = true)
        : base(nameof(VarAutoEncoder))
    {
        Dimensions.AtLeast(nameof(VarAutoEncoder), nameof(latentSize), latentSize);
        if (inShape.Count != spatialDims + 1)
        {
            throw new ArgumentException($"VarAutoEncoder: inShape is {inShape}; channels and the voxels along {spatialDims} axes are expected.", nameof(inShape));
        }
        body = new(
            this, spatialDims, inShape[0], outChannels, channels, strides, kernelSize, upKernelSize, numResUnits, interChannels, interDilations,
            numInterUnits, act, norm, dropout, bias, padding: null);
        this.useSigmoid = useSigmoid;
        smallest = [body.EncodedChannels, .. StridedLayers.FinalSize(inShape.Skip(1), kernelSize ?? 3, strides)];
        var features = smallest.Aggregate(1L, (a, b) => a * b);
        mu = this.Part("mu", nn.Linear(features, latentSize));
        logvar = this.Part("logvar", nn.Linear(features, latentSize));
        decodeL = this.Part("decodeL", nn.Linear(latentSize, features));
    }

    /// <summary>Encodes, draws and decodes.</summary>
    /// <returns>The rebuilt image, means and logarithms of variances [B, latent], and the latent variables that were decoded.</returns>
    public (Tensor Reconstruction, Tensor Mu, Tensor LogVar, Tensor Z) call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (mean, logVariance) = EncodeForward(x);
        var z = Reparameterize(mean, logVariance);
        return (
            DecodeForward(z, useSigmoid).MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), logVariance.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope());
    }

    /// <summary>Means and logarithms of variances [B, latent] of the latent variables of an image.</summary>
    public (Tensor Mu, Tensor LogVar) EncodeForward(Tensor x) => ModuleParts.Scoped(() =>
    {
        var features = body.Encode(x).flatten(1);
        return (mu.call(features), logvar.call(features));
    });

    /// <summary>The image of latent variables [B, latent].</summary>
    /// <param name="z">The latent variables.</param>
    /// <param name="useSigmoid">Whether the image is brought into [0, 1].</param>
    public Tensor DecodeForward(Tensor z, bool useSigmoid = true)
    {
        using var scope = NewDisposeScope();
        var image = body.Decode(nn.functional.relu(decodeL.call(z)).view([-1, .. smallest]));
        return (useSigmoid ? image.sigmoid() : image).MoveToOuterDisposeScope();
    }

    /// <summary>Draws latent variables while training; otherwise gives those one standard deviation above the mean, as the reference does.</summary>
    public Tensor Reparameterize(Tensor mu, Tensor logvar) => Reparameterization.Draw(mu, logvar, isRandom: training);
}
