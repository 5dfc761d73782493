using Medulla.Networks.Nets;
using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>A <see cref="DiffusionInferer"/> whose images are controlled by a second image.</summary>
/// <param name="scheduler">Leads between noise and images.</param>
public sealed class ControlNetDiffusionInferer(Scheduler scheduler)
{
    /// <summary>What the networks predict of noisy images, to be trained on.</summary>
    /// <param name="inputs">Images [B, C, spatial...].</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="controlnet">The network that controls it.</param>
    /// <param name="noise">Noise of the images' shape.</param>
    /// <param name="timesteps">Time steps [B].</param>
    /// <param name="cnCond">The images that control.</param>
    /// <param name="condition">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the networks are told.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Infer(
        Tensor inputs, IDiffusionNetwork diffusionModel, ControlNet controlnet, Tensor noise, Tensor timesteps, Tensor cnCond, Tensor? condition = null,
        Conditioning mode = Conditioning.CrossAttention, Tensor? seg = null)
        => new Diffusion(Scheduler, mode).Predict(inputs, noise, timesteps, condition, Controlled(diffusionModel, controlnet, cnCond, seg));

    /// <summary>Generates images, without gradients.</summary>
    /// <param name="inputNoise">Noise of the shape of the images wanted.</param>
    /// <param name="diffusionModel">The network.</param>
    /// <param name="controlnet">The network that controls it.</param>
    /// <param name="cnCond">The images that control.</param>
    /// <param name="scheduler">The scheduler, its steps set; the inferer's own if null.</param>
    /// <param name="conditioning">What to generate, as <paramref name="mode"/> has it; not said if null.</param>
    /// <param name="mode">How the network is told.</param>
    /// <param name="verbose">Accepted for configurations' sake; progress is told to <paramref name="eachStep"/>.</param>
    /// <param name="seg">The map of labels, for networks that follow one.</param>
    /// <param name="cfg">How strongly the condition is followed: what it changes is taken so many times (Ho and Salimans, Classifier-free diffusion guidance, 2022); once, without a second prediction, if null.</param>
    /// <param name="eachStep">Told each time and image; the image lives for the call only.</param>
    /// <exception cref="ArgumentException">A condition is missing.</exception>
    public Tensor Sample(
        Tensor inputNoise, IDiffusionNetwork diffusionModel, ControlNet controlnet, Tensor cnCond, Scheduler? scheduler = null, Tensor? conditioning = null, Conditioning mode = Conditioning.CrossAttention,
        bool verbose = true, Tensor? seg = null, double? cfg = null, Action<double, Tensor>? eachStep = null)
    {
        using var scope = NewDisposeScope();
        return new Diffusion(scheduler ?? Scheduler, mode).Sample(
            inputNoise, conditioning, cfg,
            Controlled(diffusionModel, controlnet, Diffusion.Doubled(cnCond, cfg)!, Diffusion.Doubled(seg, cfg)), eachStep).MoveToOuterDisposeScope();
    }

    /// <summary>Leads between noise and images.</summary>
    public Scheduler Scheduler { get; } = scheduler;

    /// <summary>A network under control.</summary>
    internal static Diffusion.Predictor Controlled(IDiffusionNetwork network, ControlNet control, Tensor image, Tensor? seg) => (x, timesteps, context) =>
    {
        var (down, middle) = control.call(x, timesteps, image, context: context);
        return network.Denoise(x, timesteps, context, seg, down, middle);
    };
}
