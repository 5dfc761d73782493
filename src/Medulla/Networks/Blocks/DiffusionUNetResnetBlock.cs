using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Two convolutions, each after normalization and SiLU, whose output is added to their input; a code of the time step is added between
/// the two. Ho et al., Denoising diffusion probabilistic models (2020). With labels, normalization is <see cref="SPADE"/>.
/// </summary>
public sealed class DiffusionUNetResnetBlock : MultiBlock
{
    private readonly DiffusionResampling resampling;
    private readonly nn.Module norm1, norm2;
    private readonly nn.Module<Tensor, Tensor> conv1, conv2, project, skip;

    /// <summary>[B, <paramref name="inChannels"/>, spatial...] and a code [B, <paramref name="tembChannels"/>] to [B, <paramref name="outChannels"/>, spatial'...].</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="tembChannels">Numbers in the code of the time step.</param>
    /// <param name="outChannels">Channels of the output; as many as of the input if null.</param>
    /// <param name="resampling">What happens to the size of the image.</param>
    /// <param name="normNumGroups">Groups of the normalizations, a divisor of the channels.</param>
    /// <param name="normEps">Added to the variance in the normalizations.</param>
    /// <param name="labelNc">Channels of a map of labels that the normalizations follow; there is none if null.</param>
    /// <param name="spadeIntermediateChannels">Channels between labels and scales.</param>
    /// <exception cref="ArgumentException">A number is out of range or does not divide the channels.</exception>
    public DiffusionUNetResnetBlock(
        int spatialDims, int inChannels, int tembChannels, int? outChannels = null, DiffusionResampling resampling = DiffusionResampling.None,
        int normNumGroups = 32, double normEps = 1e-6, int? labelNc = null, int spadeIntermediateChannels = 128)
        : base(nameof(DiffusionUNetResnetBlock))
    {
        var to = outChannels ?? inChannels;
        this.resampling = resampling;
        norm1 = this.Part("norm1", Normalization(inChannels));
        conv1 = this.Part("conv1", new Convolution(spatialDims, inChannels, to, convOnly: true));
        project = this.Part("time_emb_proj", nn.Linear(tembChannels, to));
        norm2 = this.Part("norm2", Normalization(to));
        conv2 = this.Part("conv2", Nets.InitialWeights.Zeroed(new Convolution(spatialDims, to, to, convOnly: true)));
        skip = this.Part("skip_connection", AEKLResBlock.Shortcut(spatialDims, inChannels, to));

        nn.Module Normalization(int channels)
        {
            var spec = SpatialAttentionBlock.GroupNorm(normNumGroups, normEps);
            return labelNc is { } labels ? new SPADE(labels, channels, 3, spatialDims, spadeIntermediateChannels, spec) : Norm.Create(spec, spatialDims, channels);
        }
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">The image [B, C, spatial...].</param>
    /// <param name="emb">The code of the time step [B, code].</param>
    /// <param name="seg">The map of labels, of any size, if the block follows one.</param>
    /// <exception cref="ArgumentException">The block follows labels and there are none.</exception>
    public Tensor call(Tensor x, Tensor emb, Tensor? seg = null)
    {
        if (norm1 is SPADE && seg is null)
        {
            throw new ArgumentException("DiffusionUNetResnetBlock: seg is null; its normalization follows a map of labels.", nameof(seg));
        }
        using var scope = NewDisposeScope();
        var code = project.call(nn.functional.silu(emb));
        code = code.view([.. code.shape, .. Enumerable.Repeat(1L, (int)x.dim() - 2)]);
        using var half = First(x, seg).add_(code);
        return Preactivated.Convolve(norm2, conv2, half, seg).add_(skip.call(Resampled(x))).MoveToOuterDisposeScope();
    }

    private Tensor First(Tensor x, Tensor? seg)
    {
        if (resampling == DiffusionResampling.None)
        {
            return Preactivated.Convolve(norm1, conv1, x, seg);
        }
        using var activated = Preactivated.Activate(norm1, x, seg);
        using var resampled = Resampled(activated);
        return conv1.call(resampled);
    }

    private Tensor Resampled(Tensor x) => resampling switch
    {
        DiffusionResampling.Up => nn.functional.interpolate(x, scale_factor: [.. Enumerable.Repeat(2.0, (int)x.dim() - 2)], mode: InterpolationMode.Nearest),
        DiffusionResampling.Down => x.dim() switch
        {
            3 => nn.functional.avg_pool1d(x, 2, 2),
            4 => nn.functional.avg_pool2d(x, [2, 2], [2, 2]),
            _ => nn.functional.avg_pool3d(x, [2, 2, 2], [2, 2, 2]),
        },
        _ => x,
    };
}
