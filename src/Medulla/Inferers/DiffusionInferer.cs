using Medulla.Networks.Nets;
using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Trains a diffusion network and generates images by it.</summary>
/// <param name="scheduler">Leads between noise and images.</param>
public sealed class DiffusionInferer(Scheduler scheduler)
{
    /// <summary>What the network predicts of noisy images, to be trained on.</summary>
    /// <param name="inputs">Images [B, C, spatial...].</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="noise">Noise of the images' shape.</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="condition">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the network is told.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Infer(
        Tensor inputs, IDiffusionNetwork diffusionModel, Tensor noise, Tensor timesteps, Tensor? condition = null,
        Conditioning mode = Conditioning.CrossAttention, Tensor? seg = null)
        => new Diffusion(Scheduler, mode).Predict(inputs, noise, timesteps, condition, (x, t, context) => diffusionModel.Denoise(x, t, context, seg));

    /// <summary>Generates images, without gradients.</summary>
    /// <param name="inputNoise">Noise of the shape of the images wanted.</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="scheduler">The scheduler, its steps set; the inferer's own if null.</param>
    /// <param name="conditioning">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the network is told.</param>
    /// <param name="verbose">Accepted for configurations' sake; progress is told to <paramref name="eachStep"/>.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <param name="cfg">How strongly the condition is followed: what it changes is taken so many times (Ho and Salimans, Classifier-free diffusion guidance, 2022); once, without a second prediction, if null.</param>
    /// <param name="eachStep">Told each time and image; the image lives for the call only.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Sample(
        Tensor inputNoise, IDiffusionNetwork diffusionModel, Scheduler? scheduler = null, Tensor? conditioning = null, Conditioning mode = Conditioning.CrossAttention,
        bool verbose = true, Tensor? seg = null, double? cfg = null, Action<double, Tensor>? eachStep = null)
        => new Diffusion(scheduler ?? Scheduler, mode).Sample(
            inputNoise, conditioning, cfg, (x, t, context) => diffusionModel.Denoise(x, t, context, Diffusion.Doubled(seg, cfg)), eachStep);

    /// <summary>Leads between noise and images.</summary>
    public Scheduler Scheduler { get; } = scheduler;
}
