using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>
/// Another loss at all outputs of a network, weighted and added; the target is brought to the size of each by its nearest voxels.
/// Outputs are taken as float32.
/// </summary>
public sealed class DeepSupervisionLoss : Loss
{
    private readonly nn.Module<Tensor, Tensor, Tensor> loss;
    private readonly DeepSupervisionWeights weightMode;
    private readonly Values<double>? weights;

    /// <summary>Takes the loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="weightMode">How much each output counts.</param>
    /// <param name="weights">The weights themselves, if there is one for each output; those beyond are not used.</param>
    public DeepSupervisionLoss(
        nn.Module<Tensor, Tensor, Tensor> loss, DeepSupervisionWeights weightMode = DeepSupervisionWeights.Exp, Values<double>? weights = null)
        : base(nameof(DeepSupervisionLoss), Reduction.Sum)
    {
        (this.loss, this.weightMode, this.weights) = (loss, weightMode, weights);
        RegisterComponents();
    }

    /// <summary>The loss of all outputs.</summary>
    /// <param name="input">The outputs, finest first, each [B, C, spatial...].</param>
    /// <param name="target">What the finest should be.</param>
    /// <exception cref="ArgumentException">There are no outputs.</exception>
    public Tensor call(IReadOnlyList<Tensor> input, Tensor target)
    {
        if (input.Count == 0)
        {
            throw new ArgumentException("DeepSupervisionLoss: input is an empty list; at least one output is expected.", nameof(input));
        }
        using var scope = NewDisposeScope();
        return input.Select((output, level) => Weight(level, input.Count) * call(output, Sized(target, output)))
            .Aggregate((sum, part) => sum + part).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input, Tensor target) => loss.call(input.to_type(ScalarType.Float32), target);

    /// <summary>How much an output counts.</summary>
    private double Weight(int level, int levels)
        => weights?.Count >= levels ? weights[level]
        : weightMode switch
        {
            DeepSupervisionWeights.Exp => Math.Max(Math.Pow(0.5, level), 0.0625),
            DeepSupervisionWeights.Two => level == 0 ? 1 : 0.5,
            _ => 1,
        };

    private static Tensor Sized(Tensor target, Tensor output)
    {
        var size = output.shape[2..];
        return size.AsSpan().SequenceEqual(target.shape.AsSpan(2)) ? target
            : nn.functional.interpolate(target.is_floating_point() ? target : target.to_type(ScalarType.Float32), size, mode: InterpolationMode.NearestExact, align_corners: false);
    }
}
