using Medulla.Imaging;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks;

/// <summary>Ways to start weights, for configurations that name them.</summary>
public static class WeightInitialization
{
    /// <summary>
    /// Draws the weights of one layer from a normal distribution: of convolutions and linear layers about 0, of batch normalizations
    /// about 1. Biases become 0; other layers stay as they are.
    /// </summary>
    /// <param name="m">The layer; parts of it are not visited.</param>
    /// <param name="std">Standard deviation.</param>
    /// <param name="normalFunc">What fills a tensor, given mean and standard deviation; libtorch's normal distribution if null.</param>
    [ReferenceName("normal_init")]
    public static void Normal(nn.Module m, double std = 0.02, Action<Tensor, double, double>? normalFunc = null)
    {
        using var noGradient = no_grad();
        var (mean, weight, bias) = m switch
        {
            Convolution convolution => (0.0, convolution.weight, convolution.bias),
            Linear linear => (0.0, linear.weight, linear.bias),
            BatchNorm normalization => (1.0, normalization.weight, normalization.bias),
            _ => (0.0, null, null),
        };
        if (weight is not null)
        {
            (normalFunc ?? ((tensor, from, spread) => nn.init.normal_(tensor, from, spread)))(weight, mean, std);
            bias?.zero_();
        }
    }

    /// <summary>Starts the kernels of voxels that will be neighbours alike, so that enlarged images have no checkerboard.</summary>
    /// <param name="conv">The convolution before a sub-pixel enlargement.</param>
    /// <param name="upsampleFactor">Enlargement along each axis.</param>
    /// <remarks>Source: Aitken et al., Checkerboard artifact free sub-pixel convolution (2017).</remarks>
    /// <exception cref="ArgumentException">It is no convolution, or its output channels do not divide into the voxels of an enlarged one.</exception>
    [ReferenceName("icnr_init")]
    public static void Icnr(nn.Module conv, int upsampleFactor)
    {
        var weight = (conv as Convolution)?.weight ?? throw new ArgumentException($"icnr_init: {conv.GetName()} is no convolution.", nameof(conv));
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var cells = (long)Math.Pow(upsampleFactor, weight.Dimensions - 2);
        if (cells < 1 || weight.shape[0] % cells != 0)
        {
            throw new ArgumentException($"icnr_init: {weight.shape[0]} output channels do not divide into {cells} voxels.", nameof(upsampleFactor));
        }
        var one = nn.init.kaiming_normal_(zeros([weight.shape[0] / cells, .. weight.shape[1..]]));
        weight.copy_(one.repeat_interleave(cells, 0));
    }
}
