using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>A scheduler that follows a noise schedule.</summary>
public abstract class DiffusionScheduler : Scheduler
{
    /// <summary>A scheduler of a noise schedule; see <see cref="NoiseSchedules.Betas"/>.</summary>
    protected DiffusionScheduler(
        int numTrainTimesteps, NoiseSchedule schedule, PredictionType predictionType, double? betaStart, double? betaEnd, double? sigRange, double? s)
        : base(numTrainTimesteps)
    {
        Prediction = predictionType;
        Betas = NoiseSchedules.Betas(schedule, numTrainTimesteps, betaStart, betaEnd, sigRange, s);
        Alphas = [.. Betas.Select(beta => 1 - beta)];
        var product = 1.0;
        AlphasCumprod = [.. Alphas.Select(alpha => (float)(product *= alpha))];
    }

    /// <summary>The noise that each step adds.</summary>
    public IReadOnlyList<float> Betas { get; }

    /// <summary>What each step leaves: 1 less beta.</summary>
    public IReadOnlyList<float> Alphas { get; }

    /// <summary>What is left after each step: the alphas up to it, multiplied.</summary>
    public IReadOnlyList<float> AlphasCumprod { get; }

    /// <summary>What the network predicts.</summary>
    public PredictionType Prediction { get; }

    /// <inheritdoc/>
    public override Tensor AddNoise(Tensor originalSamples, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var (image, noisy) = Shares(originalSamples, timesteps);
        return (image * originalSamples + noisy * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The velocity that a network learns which predicts it.</summary>
    /// <param name="sample">Images [B, C, spatial...].</param>
    /// <param name="noise">Noise of the same shape.</param>
    /// <param name="timesteps">Time steps [B].</param>
    public Tensor GetVelocity(Tensor sample, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var (image, noisy) = Shares(sample, timesteps);
        return (image * noise - noisy * sample).MoveToOuterDisposeScope();
    }

    /// <summary>A time step as an index.</summary>
    private protected int Index(double timestep)
        => timestep == Math.Floor(timestep) && timestep >= 0 && timestep < NumTrainTimesteps ? (int)timestep : throw new ArgumentOutOfRangeException(
            nameof(timestep), timestep, $"{GetType().Name}: the time step is {timestep}; a whole number from 0 to {NumTrainTimesteps - 1} is expected.");

    /// <summary>The image without noise and the noise, as a prediction has them.</summary>
    /// <param name="modelOutput">The prediction.</param>
    /// <param name="sample">The noisy image.</param>
    /// <param name="left">How much of the image is left, a member of <see cref="AlphasCumprod"/>.</param>
    private protected (Tensor Original, Tensor Noise) Parted(Tensor modelOutput, Tensor sample, double left)
    {
        var (image, noise) = (Math.Sqrt(left), Math.Sqrt(1 - left));
        return Prediction switch
        {
            PredictionType.Epsilon => ((sample - noise * modelOutput) / image, modelOutput),
            PredictionType.Sample => (modelOutput, (sample - image * modelOutput) / noise),
            _ => (image * sample - noise * modelOutput, image * modelOutput + noise * sample),
        };
    }

    private (Tensor Image, Tensor Noise) Shares(Tensor images, Tensor timesteps)
    {
        var left = tensor(AlphasCumprod.ToArray()).to(images.device).to_type(images.dtype)[timesteps.to(images.device).to_type(ScalarType.Int64)];
        return (PerImage(left.sqrt(), images), PerImage((1 - left).sqrt(), images));
    }
}
