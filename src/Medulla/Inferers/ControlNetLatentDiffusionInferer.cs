using Medulla.Imaging;
using Medulla.Networks.Nets;
using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A <see cref="LatentDiffusionInferer"/> whose images are controlled by a second image.</summary>
/// <param name="scheduler">Leads between noise and latent images.</param>
/// <param name="scaleFactor">By which latent images are multiplied before they are learned, so that their deviation is about 1.</param>
/// <param name="ldmLatentShape">Voxels along each axis that the diffusion network takes, where latent images must be padded for it.</param>
/// <param name="autoencoderLatentShape">Voxels along each axis of the latent images themselves; given if and only if the former is.</param>
public sealed class ControlNetLatentDiffusionInferer(
    Scheduler scheduler, double scaleFactor = 1, Values<int>? ldmLatentShape = null, Values<int>? autoencoderLatentShape = null)
{
    private readonly LatentSizes sizes = new(scaleFactor, ldmLatentShape, autoencoderLatentShape);

    /// <summary>What the networks predict of noisy latent images, to be trained on.</summary>
    /// <param name="inputs">Images [B, C, spatial...].</param>
    /// <param name="autoencoderModel">The autoencoder, which does not learn.</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="controlnet">The network that controls it.</param>
    /// <param name="noise">Noise of the latent images' shape.</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="cnCond">The images that control, brought to the latent images' size.</param>
    /// <param name="condition">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the networks are told.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Infer(
        Tensor inputs, ILatentAutoencoder autoencoderModel, IDiffusionNetwork diffusionModel, ControlNet controlnet, Tensor noise, Tensor timesteps,
        Tensor cnCond, Tensor? condition = null, Conditioning mode = Conditioning.CrossAttention, Tensor? seg = null)
    {
        using var scope = NewDisposeScope();
        var latent = sizes.Encode(autoencoderModel, inputs);
        return new Diffusion(Scheduler, mode).Predict(
            latent, noise, timesteps, condition,
            ControlNetDiffusionInferer.Controlled(diffusionModel, controlnet, Sized(cnCond, latent), seg)).MoveToOuterDisposeScope();
    }

    /// <summary>Generates images, without gradients.</summary>
    /// <param name="inputNoise">Noise of the shape of the latent images wanted.</param>
    /// <param name="autoencoderModel">The autoencoder.</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="controlnet">The network that controls it.</param>
    /// <param name="cnCond">The images that control, brought to the latent images' size.</param>
    /// <param name="scheduler">The scheduler, its steps set; the inferer's own if null.</param>
    /// <param name="conditioning">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the network is told.</param>
    /// <param name="verbose">Accepted for configurations' sake; progress is told to <paramref name="eachStep"/>.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <param name="cfg">How strongly the condition is followed: what it changes is taken so many times (Ho and Salimans, Classifier-free diffusion guidance, 2022); once, without a second prediction, if null.</param>
    /// <param name="eachStep">Told each time and image; the image lives for the call only.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Sample(
        Tensor inputNoise, ILatentAutoencoder autoencoderModel, IDiffusionNetwork diffusionModel, ControlNet controlnet, Tensor cnCond, Scheduler? scheduler = null, Tensor? conditioning = null, Conditioning mode = Conditioning.CrossAttention,
        bool verbose = true, Tensor? seg = null, double? cfg = null, Action<double, Tensor>? eachStep = null)
    {
        using var scope = NewDisposeScope();
        var control = Diffusion.Doubled(Sized(cnCond, inputNoise), cfg)!;
        var latent = new Diffusion(scheduler ?? Scheduler, mode).Sample(
            inputNoise, conditioning, cfg, ControlNetDiffusionInferer.Controlled(diffusionModel, controlnet, control, Diffusion.Doubled(seg, cfg)), eachStep);
        return sizes.Decode(autoencoderModel, latent, seg).MoveToOuterDisposeScope();
    }

    /// <summary>Leads between noise and latent images.</summary>
    public Scheduler Scheduler { get; } = scheduler;

    private static Tensor Sized(Tensor image, Tensor latent)
        => image.shape.AsSpan(2).SequenceEqual(latent.shape.AsSpan(2)) ? image
        : nn.functional.interpolate(image, latent.shape[2..], mode: InterpolationMode.Nearest);
}
