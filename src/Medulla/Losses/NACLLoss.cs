using Medulla.Networks;
using Medulla.Transforms.Intensity;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Cross entropy, and a penalty that holds logits near the share of each class among the neighbours, for calibrated confidence.
/// Murugesan et al., Neighbor-Aware Calibration of Segmentation Networks (2024). Input: logits [B, C, spatial...]; target: class
/// indices [B, spatial...].
/// </summary>
public sealed class NACLLoss : Loss
{
    private readonly int classes;
    private readonly int dim;
    private readonly float[] kernel;
    private readonly NeighborDistance distanceType;
    private readonly double alpha;

    /// <summary>Makes the loss.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="dim">Number of spatial axes, 2 or 3.</param>
    /// <param name="kernelSize">Voxels of the neighbourhood along each axis, where all count alike.</param>
    /// <param name="kernelOps">How neighbours count.</param>
    /// <param name="distanceType">How the distance is measured.</param>
    /// <param name="alpha">Weight of the penalty, at least 0.</param>
    /// <param name="sigma">Standard deviation of the Gaussian, voxels, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public NACLLoss(
        int classes, int dim, int kernelSize = 3, NeighborWeight kernelOps = NeighborWeight.Mean, NeighborDistance distanceType = NeighborDistance.L1,
        double alpha = 0.1, double sigma = 1)
        : base(nameof(NACLLoss), Reduction.Mean)
    {
        this.classes = Check.Positive(classes);
        this.dim = dim is 2 or 3 ? dim : throw new ArgumentOutOfRangeException(nameof(dim), dim, "NACLLoss: 2 or 3 spatial axes are expected.");
        kernel = kernelOps == NeighborWeight.Gaussian ? GaussianWeights.Of(Check.Positive(sigma))
            : [.. Enumerable.Repeat(1f / Check.Positive(kernelSize), kernelSize)];
        (this.distanceType, this.alpha) = (distanceType, Check.NotNegative(alpha));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target)
    {
        Shapes.RequireSpatial(nameof(NACLLoss), input, dim, dim);
        var shape = input.shape;
        if (shape[1] != classes || !target.shape.AsSpan().SequenceEqual([shape[0], .. shape[2..]]))
        {
            throw new ArgumentException($"NACLLoss: input is {input.Text()} and target {target.Text()}; logits of {classes} classes and class indices [B, spatial...] are expected.");
        }
        var neighbors = SeparableFilter.Apply(OneHot.Of(target.unsqueeze(1), classes, input.dtype), kernel);
        var apart = neighbors - input;
        var penalty = (distanceType == NeighborDistance.L1 ? apart.abs() : apart.square()).mean();
        return nn.functional.cross_entropy(input, target.to_type(ScalarType.Int64)) + (alpha * penalty);
    }
}
