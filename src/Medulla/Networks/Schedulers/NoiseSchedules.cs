using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>The noise that each step of a diffusion adds.</summary>
public static class NoiseSchedules
{
    /// <summary>Beta of each step.</summary>
    /// <param name="schedule">How it grows.</param>
    /// <param name="numTrainTimesteps">Number of steps.</param>
    /// <param name="betaStart">The first, not of <see cref="NoiseSchedule.Cosine"/>; 1e-4 if null.</param>
    /// <param name="betaEnd">The last, not of <see cref="NoiseSchedule.Cosine"/>; 2e-2 if null.</param>
    /// <param name="sigRange">The sigmoid's argument runs from minus to plus this; 6 if null. Of <see cref="NoiseSchedule.Sigmoid"/> only.</param>
    /// <param name="s">How far the cosine is moved from 0, so that the first steps add some noise; 0.008 if null. Of <see cref="NoiseSchedule.Cosine"/> only.</param>
    /// <exception cref="ArgumentException">There are no steps, or a number is given that the schedule has not.</exception>
    public static IReadOnlyList<float> Betas(
        NoiseSchedule schedule, int numTrainTimesteps, double? betaStart = null, double? betaEnd = null, double? sigRange = null, double? s = null)
    {
        if (numTrainTimesteps < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(numTrainTimesteps), numTrainTimesteps, $"A diffusion of {numTrainTimesteps} steps; at least 1 is expected.");
        }
        Only(schedule is not NoiseSchedule.Cosine, betaStart, nameof(betaStart));
        Only(schedule is not NoiseSchedule.Cosine, betaEnd, nameof(betaEnd));
        Only(schedule is NoiseSchedule.Sigmoid, sigRange, nameof(sigRange));
        Only(schedule is NoiseSchedule.Cosine, s, nameof(s));
        var (first, last) = (betaStart ?? 1e-4, betaEnd ?? 2e-2);
        using var scope = NewDisposeScope();
        var betas = schedule switch
        {
            NoiseSchedule.Linear => Even(first, last),
            NoiseSchedule.ScaledLinear => Even(Math.Sqrt(first), Math.Sqrt(last)).square(),
            NoiseSchedule.Sigmoid => Even(-(sigRange ?? 6), sigRange ?? 6).sigmoid() * (last - first) + first,
            _ => Cosine(numTrainTimesteps, s ?? 8e-3),
        };
        return betas.data<float>().ToArray();

        Tensor Even(double from, double to) => linspace(from, to, numTrainTimesteps, ScalarType.Float32);

        void Only(bool has, double? value, string name)
        {
            if (!has && value is not null)
            {
                throw new ArgumentException($"Noise schedule {schedule} has no {name}; leave it out.", name);
            }
        }
    }

    private static Tensor Cosine(int steps, double s)
    {
        var time = linspace(0, steps, steps + 1, ScalarType.Float32) / steps;
        var left = ((time + s) / (1 + s) * Math.PI * 0.5).cos().square();
        return (1 - left.slice(0, 1, steps + 1, 1) / left.slice(0, 0, steps, 1)).clamp(0, 0.999);
    }
}
