using Medulla.Imaging;
using Medulla.Transforms.Intensity;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Another loss at several scales: of prediction and target each smoothed. Hu et al., Weakly-supervised convolutional neural networks
/// for multimodal image registration (2018). Unlike all others it takes the target first.
/// </summary>
public sealed class MultiScaleLoss : Loss
{
    private readonly nn.Module<Tensor, Tensor, Tensor> loss;
    private readonly IReadOnlyList<float[]?> kernels;

    /// <summary>Makes the smoothing kernels.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="scales">How widely each is smoothed, in voxels, 0 for not at all; once without smoothing if null.</param>
    /// <param name="kernel">By what.</param>
    /// <param name="reduction">How the parts, one a scale, become one number.</param>
    /// <exception cref="ArgumentException">There are no scales, or one is negative.</exception>
    public MultiScaleLoss(
        nn.Module<Tensor, Tensor, Tensor> loss, Values<double>? scales = null, ScaleKernel kernel = ScaleKernel.Gaussian, Reduction reduction = Reduction.Mean)
        : base(nameof(MultiScaleLoss), reduction)
    {
        if (scales is not null && (scales.Count == 0 || !scales.All(scale => scale >= 0 && double.IsFinite(scale))))
        {
            throw new ArgumentException($"MultiScaleLoss: scales are {scales}; at least one is expected, none below 0.", nameof(scales));
        }
        this.loss = loss;
        kernels = [.. (scales ?? [0]).Select(scale => scale == 0 ? null : kernel == ScaleKernel.Gaussian ? GaussianWeights.Of(scale, GaussianApproximation.Sampled, 3) : Cauchy(scale))];
        RegisterComponents();
    }

    /// <summary>Computes the loss. The order is the reference's; names are those of all losses.</summary>
    /// <param name="input">What the prediction should be, [B, C, spatial...].</param>
    /// <param name="target">The network's output.</param>
    public override Tensor forward([ReferenceName("y_true")] Tensor input, [ReferenceName("y_pred")] Tensor target) => base.forward(target, input);

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(MultiScaleLoss), input, 1, 3);
        Tensor Smooth(Tensor x, float[]? kernel)
            => kernel is null ? x : SeparableFilter.Apply(x.is_floating_point() ? x : x.to_type(input.dtype), kernel);
        return Reduce(stack(kernels.Select(kernel => loss.call(Smooth(input, kernel), Smooth(target, kernel))).ToArray(), 0));
    }

    private static float[] Cauchy(double scale)
    {
        var tail = (int)(scale * 5);
        var weights = Enumerable.Range(-tail, (2 * tail) + 1).Select(x => 1 / ((x / scale * (x / scale)) + 1)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(w => (float)(w / sum))];
    }
}
