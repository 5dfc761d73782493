using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Attention between channels instead of voxels, so that its cost grows with the image and not with its square. Zamir et al., Restormer (2022).</summary>
public sealed class CABlock : Block
{
    private readonly int spatialDims;
    private readonly int heads;
    private readonly bool isFused;
    private readonly nn.Module<Tensor, Tensor> queries;
    private readonly nn.Module<Tensor, Tensor> depthwise;
    private readonly nn.Module<Tensor, Tensor> projectOut;

    /// <summary>[B, C, spatial...] to the same shape.</summary>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="dim">Channels.</param>
    /// <param name="numHeads">Groups of channels that attend among themselves.</param>
    /// <param name="bias">Whether convolutions add a number per channel.</param>
    /// <param name="flashAttention">Whether all heads share one temperature, the mean, as fused attention needs.</param>
    /// <exception cref="ArgumentException">There are not 2 or 3 axes, or the channels do not divide by the heads.</exception>
    public CABlock(int spatialDims, int dim, int numHeads, bool bias, bool flashAttention = false)
        : base(nameof(CABlock))
    {
        if (spatialDims is not (2 or 3) || dim % Dimensions.AtLeast(nameof(CABlock), nameof(numHeads), numHeads) != 0)
        {
            throw new ArgumentException($"CABlock: there are {spatialDims} spatial axes and {dim} channels for {numHeads} heads; 2 or 3 axes, and channels that are a multiple of the heads, are expected.");
        }
        (this.spatialDims, heads, isFused) = (spatialDims, numHeads, flashAttention);
        this.AddWeight("temperature", ones(numHeads, 1, 1));
        queries = this.Part("qkv", Plain(dim, dim * 3, 1, 1));
        depthwise = this.Part("qkv_dwconv", Plain(dim * 3, dim * 3, 3, dim * 3));
        projectOut = this.Part("project_out", Plain(dim, dim, 1, 1));

        Convolution Plain(int from, int to, int kernel, int groups) => new(spatialDims, from, to, kernelSize: kernel, groups: groups, bias: bias, convOnly: true);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        if (x.Dimensions != spatialDims + 2)
        {
            throw new ArgumentException($"CABlock: the input is [{string.Join(", ", x.shape)}]; a batch, channels and {spatialDims} spatial axes are expected.");
        }
        var shape = x.shape;
        var parts = depthwise.call(queries.call(x)).chunk(3, 1).Select(part => part.reshape(shape[0], heads, shape[1] / heads, -1)).ToArray();
        var (q, k) = (nn.functional.normalize(parts[0], dim: -1), nn.functional.normalize(parts[1], dim: -1));
        var temperature = this.Weight("temperature");
        // The reference's fused form scales by one number for all heads, which carries no gradient.
        var scores = q.matmul(k.transpose(-2, -1)) * (isFused ? temperature.mean().detach() : temperature);
        return projectOut.call(scores.softmax(-1).matmul(parts[2]).reshape(shape));
    }
}
