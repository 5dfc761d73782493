using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Percentiles of intensities.</summary>
internal static class Percentages
{
    /// <summary>The percentage, if it is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lies outside [0, 100].</exception>
    public static double Checked(double percentage)
        => percentage is >= 0 and <= 100 ? percentage
            : throw new ArgumentOutOfRangeException(nameof(percentage), percentage, $"a percentage of {percentage} was given; 0 to 100 are expected.");

    /// <summary>Percentiles of all values, computed as float32 at least.</summary>
    public static double[] Of(Tensor values, params double[] percentages)
    {
        using var scope = NewDisposeScope();
        return [.. Arrays.Percentile(values.is_floating_point() ? values : values.to_type(ScalarType.Float32), tensor(percentages, ScalarType.Float64))
            .to_type(ScalarType.Float64).cpu().data<double>()];
    }
}
