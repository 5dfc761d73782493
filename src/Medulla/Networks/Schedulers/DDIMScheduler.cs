using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>Takes noise off in few steps, adding none or little. Song et al., Denoising diffusion implicit models (2021).</summary>
public sealed class DDIMScheduler : DiffusionScheduler
{
    private readonly int stepsOffset;
    private readonly double finalLeft;
    private readonly (double Min, double Max)? clip;

    /// <summary>A scheduler of a noise schedule.</summary>
    /// <param name="numTrainTimesteps">Steps that the network is trained on.</param>
    /// <param name="schedule">How the noise grows.</param>
    /// <param name="clipSample">Whether predicted images are cut to a range.</param>
    /// <param name="setAlphaToOne">Whether the last step leads to an image without noise; to the least noise of training otherwise.</param>
    /// <param name="stepsOffset">Added to the time of each step; less than lies between two steps.</param>
    /// <param name="predictionType">What the network predicts.</param>
    /// <param name="clipSampleMin">The range's lower end.</param>
    /// <param name="clipSampleMax">The range's upper end.</param>
    /// <param name="betaStart">See <see cref="NoiseSchedules.Betas"/>, as for the next three.</param>
    /// <param name="betaEnd">The last beta.</param>
    /// <param name="sigRange">The sigmoid's range.</param>
    /// <param name="s">The cosine's offset.</param>
    /// <exception cref="ArgumentException">A number is out of range, or does not belong to the schedule.</exception>
    public DDIMScheduler(
        int numTrainTimesteps = 1000, NoiseSchedule schedule = NoiseSchedule.Linear, bool clipSample = true, bool setAlphaToOne = true, int stepsOffset = 0,
        PredictionType predictionType = PredictionType.Epsilon, double clipSampleMin = -1, double clipSampleMax = 1, double? betaStart = null,
        double? betaEnd = null, double? sigRange = null, double? s = null)
        : base(numTrainTimesteps, schedule, predictionType, betaStart, betaEnd, sigRange, s)
    {
        this.stepsOffset = stepsOffset;
        finalLeft = setAlphaToOne ? 1 : AlphasCumprod[0];
        clip = clipSample ? (clipSampleMin, clipSampleMax) : null;
        SetTimesteps(numTrainTimesteps);
    }

    /// <inheritdoc/>
    public override void SetTimesteps(int numInferenceSteps, long? inputImgSizeNumel = null)
    {
        var ratio = NumTrainTimesteps / Checked(numInferenceSteps);
        if (stepsOffset < 0 || stepsOffset >= ratio)
        {
            throw new ArgumentException(
                $"DDIMScheduler: stepsOffset is {stepsOffset} and {ratio} steps of training lie between two of {numInferenceSteps}; 0 to {ratio - 1} is expected.",
                nameof(numInferenceSteps));
        }
        NumInferenceSteps = numInferenceSteps;
        Timesteps = [.. Enumerable.Range(0, numInferenceSteps).Reverse().Select(step => (double)(step * ratio + stepsOffset))];
    }

    /// <inheritdoc/>
    public override (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample) => Step(modelOutput, timestep, sample, 0);

    /// <summary>One step from noise towards the image.</summary>
    /// <param name="modelOutput">What the network predicts [B, C, spatial...].</param>
    /// <param name="timestep">The time, one of <see cref="Scheduler.Timesteps"/>.</param>
    /// <param name="sample">The image at that time.</param>
    /// <param name="eta">How much noise is added again: none at 0, as much as a <see cref="DDPMScheduler"/> at 1.</param>
    /// <param name="generator">Where noise comes from; libtorch's own if null.</param>
    /// <returns>The image at the next time, and the image without noise as the prediction has it.</returns>
    /// <exception cref="ArgumentException">The time step is none.</exception>
    public (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample, double eta, Generator? generator = null)
    {
        using var scope = NewDisposeScope();
        var t = Index(timestep);
        var before = t - NumTrainTimesteps / NumInferenceSteps!.Value;
        double left = AlphasCumprod[t], leftBefore = before >= 0 ? AlphasCumprod[before] : finalLeft;
        var spread = eta * Math.Sqrt((1 - leftBefore) / (1 - left) * (1 - left / leftBefore));
        var (previous, original) = Moved(modelOutput, sample, left, leftBefore, spread);
        if (eta > 0)
        {
            previous += spread * randn(modelOutput.shape, dtype: modelOutput.dtype, device: modelOutput.device, generator: generator);
        }
        return (previous.MoveToOuterDisposeScope(), original.MoveToOuterDisposeScope());
    }

    /// <summary>One step from the image towards noise, which <see cref="Step(Tensor, double, Tensor)"/> would take back.</summary>
    /// <param name="modelOutput">What the network predicts [B, C, spatial...].</param>
    /// <param name="timestep">The time, one of <see cref="Scheduler.Timesteps"/>.</param>
    /// <param name="sample">The image at that time.</param>
    /// <returns>The image at the time before, and the image without noise as the prediction has it.</returns>
    /// <exception cref="ArgumentException">The time step is none, or there is no time before it.</exception>
    public (Tensor Next, Tensor Original) ReversedStep(Tensor modelOutput, double timestep, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var t = Index(timestep);
        var after = Index(t + NumTrainTimesteps / NumInferenceSteps!.Value);
        var (next, original) = Moved(modelOutput, sample, AlphasCumprod[t], AlphasCumprod[after], 0);
        return (next.MoveToOuterDisposeScope(), original.MoveToOuterDisposeScope());
    }

    /// <summary>The image as it is where so much of it is left, but for noise of so much spread.</summary>
    private (Tensor Moved, Tensor Original) Moved(Tensor modelOutput, Tensor sample, double left, double leftThen, double spread)
    {
        var (original, noise) = Parted(modelOutput, sample, left);
        original = clip is var (min, max) ? original.clamp(min, max) : original.alias();
        return (Math.Sqrt(leftThen) * original + Math.Sqrt(Math.Max(0, 1 - leftThen - spread * spread)) * noise, original);
    }
}
