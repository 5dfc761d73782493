using Medulla.Runtime;

namespace Medulla.Transforms.Regularization;

/// <summary>Sets a random box of each image of a batch to 0.</summary>
/// <param name="BatchSize">Number of images in a batch.</param>
/// <param name="Alpha">Shape of the Beta(Alpha, Alpha) distribution that the share of an image that stays is drawn from; 1 is uniform.</param>
/// <remarks>See DeVries and Taylor, Improved Regularization of Convolutional Neural Networks with Cutout, 2017. Takes batches [B, C, spatial...].</remarks>
public sealed record CutOut(int BatchSize, double Alpha = 1) : Mixer(BatchSize, Alpha)
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() =>
    {
        CheckBatch(image.Data);
        return Mask(image.Data, drawn) * image.Data;
    }));
}
