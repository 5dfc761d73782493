using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>
/// Leads from noise to images in a straight line along which a network predicts the velocity. Liu et al., Flow straight and fast: learning to
/// generate and transfer data with rectified flow (2023).
/// </summary>
public sealed class RFlowScheduler : Scheduler
{
    private readonly bool isDiscrete, isTransformed;
    private readonly TimestepSampling sampling;
    private readonly double loc, scale;
    private readonly int stepsOffset, spatialDim;
    private readonly long baseVoxels;

    /// <summary>A scheduler.</summary>
    /// <param name="numTrainTimesteps">Steps that the network is trained on.</param>
    /// <param name="useDiscreteTimesteps">Whether times are whole numbers.</param>
    /// <param name="sampleMethod">How times are drawn to train at.</param>
    /// <param name="loc">Mean of the normal distribution that <see cref="TimestepSampling.LogitNormal"/> draws from.</param>
    /// <param name="scale">Its standard deviation.</param>
    /// <param name="useTimestepTransform">Whether larger images spend more steps where there is much noise.</param>
    /// <param name="transformScale">Accepted for configurations' sake: the reference takes it and computes with 1.</param>
    /// <param name="stepsOffset">Added to the time of each step.</param>
    /// <param name="baseImgSizeNumel">Voxels of an image that spends its steps evenly.</param>
    /// <param name="spatialDim">Spatial axes, 2 or 3, for that.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
    public RFlowScheduler(
        int numTrainTimesteps = 1000, bool useDiscreteTimesteps = true, TimestepSampling sampleMethod = TimestepSampling.Uniform, double loc = 0,
        double scale = 1, bool useTimestepTransform = false, double transformScale = 1, int stepsOffset = 0, long baseImgSizeNumel = 32 * 32 * 32,
        int spatialDim = 3)
        : base(numTrainTimesteps)
    {
        (isDiscrete, sampling, this.loc, this.scale) = (useDiscreteTimesteps, sampleMethod, loc, scale);
        (isTransformed, this.stepsOffset, baseVoxels, this.spatialDim) = (useTimestepTransform, stepsOffset, baseImgSizeNumel, spatialDim);
    }

    /// <inheritdoc/>
    public override void SetTimesteps(int numInferenceSteps, long? inputImgSizeNumel = null)
    {
        var count = Checked(numInferenceSteps);
        if (isTransformed && inputImgSizeNumel is null)
        {
            throw new ArgumentException("RFlowScheduler: inputImgSizeNumel is null; with useTimestepTransform the image's voxels are needed.", nameof(inputImgSizeNumel));
        }
        NumInferenceSteps = count;
        Timesteps = [.. Enumerable.Range(0, count).Select(i =>
        {
            var time = (1.0 - (double)i / count) * NumTrainTimesteps;
            time = isDiscrete ? Math.Round(time) : time;
            time = isTransformed ? Transformed(time, inputImgSizeNumel!.Value, spatialDim) : time;
            // The reference keeps times as float16.
            var kept = (double)(Half)time;
            return (isDiscrete ? Math.Truncate(kept) : kept) + stepsOffset;
        })];
    }

    /// <summary>Draws a time for each image to train at.</summary>
    /// <param name="xStart">The images [B, C, spatial...].</param>
    /// <returns>Times [B].</returns>
    public Tensor SampleTimesteps(Tensor xStart)
    {
        using var scope = NewDisposeScope();
        var batch = xStart.shape[0];
        var share = sampling == TimestepSampling.Uniform ? rand([batch], device: xStart.device) : (randn([batch], device: xStart.device) * scale + loc).sigmoid();
        var times = share * NumTrainTimesteps;
        times = isDiscrete ? times.to_type(ScalarType.Int64) : times;
        if (isTransformed)
        {
            var ratio = Ratio(xStart.shape[2..].Aggregate(1L, (a, b) => a * b), (int)xStart.dim() - 2);
            var part = times.to_type(ScalarType.Float32) / NumTrainTimesteps;
            times = ratio * part / (1 + (ratio - 1) * part) * NumTrainTimesteps;
        }
        return times.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor AddNoise(Tensor originalSamples, Tensor noise, Tensor timesteps)
    {
        using var scope = NewDisposeScope();
        var image = PerImage(1 - timesteps.to(noise.device).to_type(ScalarType.Float32) / NumTrainTimesteps, noise);
        return (image * originalSamples + (1 - image) * noise).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample) => Step(modelOutput, timestep, sample, null);

    /// <summary>One step from noise towards the image.</summary>
    /// <param name="modelOutput">What the network predicts [B, C, spatial...].</param>
    /// <param name="timestep">The time, one of <see cref="Scheduler.Timesteps"/>.</param>
    /// <param name="sample">The image at that time.</param>
    /// <param name="nextTimestep">The time that the step leads to; one of as many equal steps further if null.</param>
    /// <returns>The image at the next time, and the image without noise as the prediction has it.</returns>
    /// <exception cref="InvalidOperationException">Neither a next time nor a number of steps is set.</exception>
    public (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample, double? nextTimestep)
    {
        var steps = NumInferenceSteps ?? throw new InvalidOperationException("RFlowScheduler: the number of steps is not set; call SetTimesteps first.");
        using var scope = NewDisposeScope();
        var length = nextTimestep is { } next ? (timestep - Math.Truncate(next)) / NumTrainTimesteps : 1.0 / steps;
        return ((sample + modelOutput * length).MoveToOuterDisposeScope(), (sample + modelOutput * (timestep / NumTrainTimesteps)).MoveToOuterDisposeScope());
    }

    private double Transformed(double time, long voxels, int axes)
    {
        var (part, ratio) = (time / NumTrainTimesteps, Ratio(voxels, axes));
        return ratio * part / (1 + (ratio - 1) * part) * NumTrainTimesteps;
    }

    /// <summary>How many times longer an image's edge is than that of one which spends its steps evenly.</summary>
    private double Ratio(long voxels, int axes) => Math.Pow((double)voxels / baseVoxels, 1.0 / axes);
}
