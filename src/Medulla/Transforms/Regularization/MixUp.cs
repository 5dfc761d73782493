using Medulla.Randomness;
using Medulla.Runtime;

namespace Medulla.Transforms.Regularization;

/// <summary>Blends each image of a batch with another one of the batch.</summary>
/// <param name="BatchSize">Number of images in a batch.</param>
/// <param name="Alpha">Shape of the Beta(Alpha, Alpha) distribution that the share of an image itself is drawn from; 1 is uniform.</param>
/// <remarks>See Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018. Takes batches [B, C, H, W] and [B, C, H, W, D].</remarks>
public sealed record MixUp(int BatchSize, double Alpha = 1) : Mixer(BatchSize, Alpha)
{
    private protected override bool Cuts => false;

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() =>
    {
        var batch = image.Data;
        CheckBatch(batch);
        if (batch.Dimensions is not (4 or 5))
        {
            throw new ArgumentException($"MixUp: an array [{string.Join(", ", batch.shape)}] was given; [B, C, H, W] or [B, C, H, W, D] is expected.");
        }
        var weights = Weights(batch, drawn);
        return (weights * batch + (1 - weights) * Partners(batch, drawn)).to_type(batch.dtype);
    }));

    /// <summary>Blends images and their labels alike.</summary>
    /// <param name="data">The images, [B, C, spatial...].</param>
    /// <param name="labels">Their labels, likewise.</param>
    /// <param name="random">What to draw from.</param>
    public (MetaTensor Images, MetaTensor Labels) Apply(MetaTensor data, MetaTensor labels, RandomState random)
    {
        var drawn = DrawOrSkip(new Generators(random), data)!;
        return (Apply(data, drawn), Apply(labels, drawn));
    }
}
