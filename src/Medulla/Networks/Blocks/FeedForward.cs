using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Gated feed-forward of images: one half of the channels decides how much of the other passes. Zamir et al., Restormer (2022).</summary>
public sealed class FeedForward : Block
{
    private readonly nn.Module<Tensor, Tensor> projectIn;
    private readonly nn.Module<Tensor, Tensor> depthwise;
    private readonly nn.Module<Tensor, Tensor> projectOut;

    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 1 to 3.</param>
    /// <param name="dim">Channels.</param>
    /// <param name="ffnExpansionFactor">Channels within, times those of the input.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    public FeedForward(int spatialDims, int dim, double ffnExpansionFactor, bool bias)
        : base(nameof(FeedForward))
    {
        var hidden = (int)(dim * ffnExpansionFactor);
        projectIn = this.Part("project_in", Plain(dim, hidden * 2, 1, 1));
        depthwise = this.Part("dwconv", Plain(hidden * 2, hidden * 2, 3, hidden * 2));
        projectOut = this.Part("project_out", Plain(hidden, dim, 1, 1));

        Convolution Plain(int from, int to, int kernel, int groups) => new(spatialDims, from, to, kernelSize: kernel, groups: groups, bias: bias, convOnly: true);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var halves = depthwise.call(projectIn.call(x)).chunk(2, 1);
        return projectOut.call(nn.functional.gelu(halves[0]) * halves[1]);
    }
}
