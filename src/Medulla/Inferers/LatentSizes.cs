using Medulla.Imaging;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Brings latent images to the scale and size that a diffusion network takes, and back.</summary>
internal sealed class LatentSizes
{
    private readonly double scale;
    private readonly Values<int>? padded, cropped;

    public LatentSizes(double scaleFactor, Values<int>? ldmLatentShape, Values<int>? autoencoderLatentShape)
    {
        if (ldmLatentShape is null != autoencoderLatentShape is null)
        {
            throw new ArgumentException("Latent diffusion: one of ldmLatentShape and autoencoderLatentShape is null; both or neither are expected.", nameof(ldmLatentShape));
        }
        if (scaleFactor is 0 || !double.IsFinite(scaleFactor))
        {
            throw new ArgumentOutOfRangeException(nameof(scaleFactor), scaleFactor, $"Latent diffusion: scaleFactor is {scaleFactor}; a number other than 0 is expected.");
        }
        (scale, padded, cropped) = (scaleFactor, ldmLatentShape, autoencoderLatentShape);
    }

    /// <summary>The latent images of images, without gradients.</summary>
    public Tensor Encode(ILatentAutoencoder autoencoder, Tensor images)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var latent = autoencoder.ToLatent(images) * scale;
        if (padded is not null)
        {
            // Zeros on both sides, one more at the end where their number is odd; the last axis comes first.
            var missing = latent.shape[2..].Select((size, axis) => Math.Max(0, padded.Cyclic(axis) - size)).Reverse();
            latent = nn.functional.pad(latent, [.. missing.SelectMany(count => (long[])[count / 2, count - count / 2])]);
        }
        return latent.MoveToOuterDisposeScope();
    }

    /// <summary>The images of generated latent images, without gradients.</summary>
    public Tensor Decode(ILatentAutoencoder autoencoder, Tensor latent, Tensor? seg)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        for (var axis = 0; cropped is not null && axis < latent.dim() - 2; axis++)
        {
            var (size, wanted) = (latent.shape[axis + 2], cropped.Cyclic(axis));
            latent = size <= wanted ? latent : latent.narrow(axis + 2, size / 2 - wanted / 2, wanted);
        }
        return autoencoder.FromLatent(latent / scale, seg).MoveToOuterDisposeScope();
    }
}
