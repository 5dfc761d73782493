using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>Takes some noise off and adds less again at each step. Ho et al., Denoising diffusion probabilistic models (2020).</summary>
public sealed class DDPMScheduler : DiffusionScheduler
{
    private readonly VarianceType variance;
    private readonly (double Min, double Max)? clip;

    /// <summary>A scheduler of a noise schedule.</summary>
    /// <param name="numTrainTimesteps">Steps that the network is trained on.</param>
    /// <param name="schedule">How the noise grows.</param>
    /// <param name="varianceType">How much noise each step adds again.</param>
    /// <param name="clipSample">Whether predicted images are cut to a range.</param>
    /// <param name="predictionType">What the network predicts.</param>
    /// <param name="clipSampleMin">The range's lower end.</param>
    /// <param name="clipSampleMax">The range's upper end.</param>
    /// <param name="betaStart">See <see cref="NoiseSchedules.Betas"/>, as for the next three.</param>
    /// <param name="betaEnd">The last beta.</param>
    /// <param name="sigRange">The sigmoid's range.</param>
    /// <param name="s">The cosine's offset.</param>
    /// <exception cref="ArgumentException">A number is out of range, or does not belong to the schedule.</exception>
    public DDPMScheduler(
        int numTrainTimesteps = 1000, NoiseSchedule schedule = NoiseSchedule.Linear, VarianceType varianceType = VarianceType.FixedSmall, bool clipSample = true,
        PredictionType predictionType = PredictionType.Epsilon, double clipSampleMin = -1, double clipSampleMax = 1, double? betaStart = null,
        double? betaEnd = null, double? sigRange = null, double? s = null)
        : base(numTrainTimesteps, schedule, predictionType, betaStart, betaEnd, sigRange, s)
        => (variance, clip) = (varianceType, clipSample ? (clipSampleMin, clipSampleMax) : null);

    /// <inheritdoc/>
    public override void SetTimesteps(int numInferenceSteps, long? inputImgSizeNumel = null)
    {
        NumInferenceSteps = Checked(numInferenceSteps);
        var ratio = NumTrainTimesteps / numInferenceSteps;
        Timesteps = [.. Enumerable.Range(0, numInferenceSteps).Reverse().Select(step => (double)(step * ratio))];
    }

    /// <inheritdoc/>
    public override (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample) => Step(modelOutput, timestep, sample, null);

    /// <summary>One step from noise towards the image.</summary>
    /// <param name="modelOutput">What the network predicts [B, C, spatial...].</param>
    /// <param name="timestep">The time, one of <see cref="Scheduler.Timesteps"/>.</param>
    /// <param name="sample">The image at that time.</param>
    /// <param name="generator">Where noise comes from; libtorch's own if null.</param>
    /// <returns>The image at the next time, and the image without noise as the prediction has it.</returns>
    /// <exception cref="ArgumentException">The time step is none, or the prediction lacks the channels of a learned variance.</exception>
    public (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample, Generator? generator)
    {
        using var scope = NewDisposeScope();
        var t = Index(timestep);
        Tensor? predicted = null;
        if (variance is VarianceType.Learned or VarianceType.LearnedRange && modelOutput.shape[1] == 2 * sample.shape[1])
        {
            predicted = modelOutput.narrow(1, sample.shape[1], sample.shape[1]);
            modelOutput = modelOutput.narrow(1, 0, sample.shape[1]);
        }
        double left = AlphasCumprod[t], leftBefore = t > 0 ? AlphasCumprod[t - 1] : 1;
        var original = Parted(modelOutput, sample, left).Original;
        original = clip is var (min, max) ? original.clamp(min, max) : original;
        var previous = Math.Sqrt(leftBefore) * Betas[t] / (1 - left) * original + Math.Sqrt(Alphas[t]) * (1 - leftBefore) / (1 - left) * sample;
        if (t > 0)
        {
            var noise = randn(modelOutput.shape, dtype: modelOutput.dtype, device: modelOutput.device, generator: generator);
            previous += Spread(t, left, leftBefore, predicted) is { } learned ? learned.sqrt() * noise : Math.Sqrt(Fixed(t, left, leftBefore)) * noise;
        }
        return (previous.MoveToOuterDisposeScope(), (ReferenceEquals(original, modelOutput) ? original.alias() : original).MoveToOuterDisposeScope());
    }

    private double Fixed(int t, double left, double leftBefore)
    {
        var small = (1 - leftBefore) / (1 - left) * Betas[t];
        return variance switch { VarianceType.FixedLarge => Betas[t], VarianceType.FixedSmall => Math.Max(small, 1e-20), _ => small };
    }

    /// <summary>The variance that the network predicts; null if it predicts none.</summary>
    private Tensor? Spread(int t, double left, double leftBefore, Tensor? predicted)
    {
        if (predicted is null || variance == VarianceType.Learned)
        {
            return predicted;
        }
        var share = (predicted + 1) / 2;
        return share * Betas[t] + (1 - share) * Fixed(t, left, leftBefore);
    }
}
