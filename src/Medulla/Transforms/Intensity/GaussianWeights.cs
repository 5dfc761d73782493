using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>How a gaussian is put on a grid of voxels.</summary>
public enum GaussianApproximation
{
    /// <summary>Its integral over each voxel.</summary>
    Erf,

    /// <summary>Its value at the middle of each voxel.</summary>
    Sampled,

    /// <summary>The discrete counterpart whose repeated use adds up. Lindeberg, Scale-space for discrete signals (1990).</summary>
    Scalespace,
}

/// <summary>Weights of a gaussian filter along one axis.</summary>
internal static class GaussianWeights
{
    /// <summary>The weights, the middle one for the voxel itself.</summary>
    /// <param name="sigma">Standard deviation, voxels, above 0.</param>
    /// <param name="approx">How the gaussian is put on the grid.</param>
    /// <param name="truncated">Where it ends, standard deviations from the middle, above 0.</param>
    /// <exception cref="ArgumentException">A number is not above 0.</exception>
    public static float[] Of(double sigma, GaussianApproximation approx = GaussianApproximation.Erf, double truncated = 4)
    {
        if (!(sigma >= 0 && double.IsFinite(sigma)) || !(truncated > 0))
        {
            throw new ArgumentException($"gaussian filter: sigma is {sigma} and truncated {truncated}; numbers above 0 are expected.");
        }
        if (sigma == 0)
        {
            return [1];
        }
        using var scope = NewDisposeScope();
        var tail = (int)(Math.Max((float)sigma * truncated, 0.5) + 0.5);
        var x = arange(-tail, tail + 1, ScalarType.Float32);
        switch (approx)
        {
            case GaussianApproximation.Sampled:
                return (exp(-0.5 / (sigma * sigma) * x.square()) / (Math.Sqrt(2 * Math.PI) * sigma)).AsSpan<float>().ToArray();
            case GaussianApproximation.Scalespace:
                var half = ScaledBessel(sigma * sigma, tail);
                return [.. half.Skip(1).Reverse(), .. half];
            default:
                var scale = Math.Sqrt(0.5) / sigma;
                return (0.5 * (((x + 0.5) * scale).erf() - ((x - 0.5) * scale).erf())).clamp(min: 0).AsSpan<float>().ToArray();
        }
    }

    /// <summary>exp(-t) I_k(t) for k from 0 to <paramref name="last"/>, by Miller's downward recurrence; the weights of all k from minus to plus infinity sum to 1.</summary>
    private static float[] ScaledBessel(double t, int last)
    {
        var values = new double[2 * (last + 16 + (int)Math.Sqrt(40.0 * (last + 16) + 8 * t)) + 2];
        values[^2] = 1e-280;
        var sum = 0.0;
        for (var k = values.Length - 2; k > 0; k--)
        {
            values[k - 1] = values[k + 1] + 2 * k / t * values[k];
            if (values[k - 1] > 1e250)
            {
                for (var i = k - 1; i < values.Length; i++)
                {
                    values[i] *= 1e-250;
                }
            }
        }
        sum = values[0] + 2 * values.Skip(1).Sum();
        return [.. values.Take(last + 1).Select(value => (float)(value / sum))];
    }
}
