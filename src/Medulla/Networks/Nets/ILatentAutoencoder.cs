using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A network that brings images to latent images, which a second network can learn to generate, and back.</summary>
public interface ILatentAutoencoder
{
    /// <summary>The latent image of an image [B, C, spatial...].</summary>
    Tensor ToLatent(Tensor x);

    /// <summary>The image of a latent image.</summary>
    /// <param name="z">The latent image.</param>
    /// <param name="seg">The map of labels [B, labels, spatial...], if the network follows one.</param>
    Tensor FromLatent(Tensor z, Tensor? seg = null);
}
