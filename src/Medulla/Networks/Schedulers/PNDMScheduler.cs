using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>
/// Solves a diffusion as the differential equation it is: by the Runge-Kutta method at first, then by a linear multi-step method from the last
/// predictions. Liu et al., Pseudo numerical methods for diffusion models on manifolds (2022). Steps must be taken in order;
/// <see cref="SetTimesteps"/> begins anew.
/// </summary>
public sealed class PNDMScheduler : DiffusionScheduler, IDisposable
{
    private const int Order = 4;

    private readonly bool skipPrkSteps;
    private readonly int stepsOffset;
    private readonly double finalLeft;
    private readonly List<Tensor> predictions = [];
    private Tensor? mean, start;
    private int[] prkTimesteps = [];
    private int counter;

    /// <summary>A scheduler of a noise schedule.</summary>
    /// <param name="numTrainTimesteps">Steps that the network is trained on.</param>
    /// <param name="schedule">How the noise grows.</param>
    /// <param name="skipPrkSteps">Whether to do without the Runge-Kutta method.</param>
    /// <param name="setAlphaToOne">Whether the last step leads to an image without noise; to the least noise of training otherwise.</param>
    /// <param name="predictionType">What the network predicts: noise or velocity.</param>
    /// <param name="stepsOffset">Added to the time of each step.</param>
    /// <param name="betaStart">See <see cref="NoiseSchedules.Betas"/>, as for the next three.</param>
    /// <param name="betaEnd">The last beta.</param>
    /// <param name="sigRange">The sigmoid's range.</param>
    /// <param name="s">The cosine's offset.</param>
    /// <exception cref="ArgumentException">A number is out of range, or does not belong to the schedule.</exception>
    public PNDMScheduler(
        int numTrainTimesteps = 1000, NoiseSchedule schedule = NoiseSchedule.Linear, bool skipPrkSteps = false, bool setAlphaToOne = false,
        PredictionType predictionType = PredictionType.Epsilon, int stepsOffset = 0, double? betaStart = null, double? betaEnd = null,
        double? sigRange = null, double? s = null)
        : base(numTrainTimesteps, schedule, predictionType, betaStart, betaEnd, sigRange, s)
    {
        if (predictionType == PredictionType.Sample)
        {
            throw new ArgumentException("PNDMScheduler: predictionType is Sample; Epsilon or Velocity is expected.", nameof(predictionType));
        }
        (this.skipPrkSteps, this.stepsOffset) = (skipPrkSteps, stepsOffset);
        finalLeft = setAlphaToOne ? 1 : AlphasCumprod[0];
        SetTimesteps(numTrainTimesteps);
    }

    /// <inheritdoc/>
    public override void SetTimesteps(int numInferenceSteps, long? inputImgSizeNumel = null)
    {
        var ratio = NumTrainTimesteps / Checked(numInferenceSteps);
        if (!skipPrkSteps && numInferenceSteps < Order)
        {
            throw new ArgumentOutOfRangeException(
                nameof(numInferenceSteps), numInferenceSteps, $"PNDMScheduler: numInferenceSteps is {numInferenceSteps}; at least {Order} are expected, or skipPrkSteps.");
        }
        int[] steps = [.. Enumerable.Range(0, numInferenceSteps).Select(step => step * ratio + stepsOffset)];
        int[] linear = [.. steps.Reverse()];
        prkTimesteps = [];
        if (!skipPrkSteps)
        {
            // Each of the last steps at its beginning, twice at its middle, and at its end, which is the next one's beginning.
            int[] halves = [.. steps[^Order..].SelectMany(step => (int[])[step, step + ratio / 2])];
            prkTimesteps = [.. halves[..^1].SelectMany(step => (int[])[step, step]).Skip(1).SkipLast(1).Reverse()];
            linear = [.. steps[..^(Order - 1)].Reverse()];
        }
        Timesteps = [.. prkTimesteps.Concat(linear).Select(step => (double)step)];
        NumInferenceSteps = Timesteps.Count;
        Dispose();
        counter = 0;
    }

    /// <inheritdoc/>
    public override (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var previous = counter < prkTimesteps.Length ? RungeKutta(modelOutput, Index(timestep), sample) : Linear(modelOutput, Index(timestep), sample);
        counter++;
        return (previous.MoveToOuterDisposeScope(), null);
    }

    /// <summary>Forgets past predictions; the scheduler can be used again.</summary>
    public void Dispose()
    {
        predictions.ForEach(prediction => prediction.Dispose());
        predictions.Clear();
        mean?.Dispose();
        start?.Dispose();
        (mean, start) = (null, null);
    }

    private Tensor RungeKutta(Tensor prediction, int timestep, Tensor sample)
    {
        var before = timestep - (counter % 2 == 1 ? 0 : NumTrainTimesteps / NumInferenceSteps!.Value / 2);
        var begin = prkTimesteps[counter / Order * Order];
        switch (counter % Order)
        {
            case 0:
                Replace(ref mean, prediction / 6);
                Remember(prediction);
                Replace(ref start, sample.alias());
                break;
            case 3:
                prediction = mean! + prediction / 6;
                break;
            default:
                Replace(ref mean, mean! + prediction / 3);
                break;
        }
        return Previous(start!, begin, before, prediction);
    }

    private Tensor Linear(Tensor prediction, int timestep, Tensor sample)
    {
        var length = NumTrainTimesteps / NumInferenceSteps!.Value;
        var before = timestep - length;
        if (counter == 1)
        {
            // The second step repeats the first with the mean of both predictions.
            (timestep, before) = (timestep + length, timestep);
            return Previous(start!, timestep, before, (prediction + predictions[^1]) / 2);
        }
        if (counter == 0)
        {
            Replace(ref start, sample.alias());
        }
        Remember(prediction);
        var blended = predictions switch
        {
            [var a] => a,
            [var b, var a] => (3 * a - b) / 2,
            [var c, var b, var a] => (23 * a - 16 * b + 5 * c) / 12,
            [.., var d, var c, var b, var a] => (55 * a - 59 * b + 37 * c - 9 * d) / 24,
            _ => prediction,
        };
        return Previous(sample, timestep, before, blended);
    }

    /// <summary>Formula (9) of the paper.</summary>
    private Tensor Previous(Tensor sample, int timestep, int before, Tensor prediction)
    {
        double left = AlphasCumprod[timestep], leftBefore = before >= 0 ? AlphasCumprod[before] : finalLeft;
        if (Prediction == PredictionType.Velocity)
        {
            prediction = Math.Sqrt(left) * prediction + Math.Sqrt(1 - left) * sample;
        }
        var divisor = left * Math.Sqrt(1 - leftBefore) + Math.Sqrt(left * (1 - left) * leftBefore);
        return Math.Sqrt(leftBefore / left) * sample - (leftBefore - left) / divisor * prediction;
    }

    private void Remember(Tensor prediction)
    {
        if (predictions.Count == Order)
        {
            predictions[0].Dispose();
            predictions.RemoveAt(0);
        }
        predictions.Add(prediction.alias().DetachFromDisposeScope());
    }

    private static void Replace(ref Tensor? kept, Tensor value)
    {
        kept?.Dispose();
        kept = value.DetachFromDisposeScope();
    }
}
