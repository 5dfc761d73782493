using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>A number that describes intensities: one of "mean", "median", "max", "min", "std", or a function of one's own.</summary>
public sealed class IntensityStatistic
{
    private readonly Func<Tensor, object?> compute;

    private IntensityStatistic(string? name, Func<Tensor, object?> compute) => (Name, this.compute) = (name, compute);

    /// <summary>Its name; null for a function of one's own.</summary>
    public string? Name { get; }

    /// <summary>A statistic by name. It passes over values that are NaN.</summary>
    public static implicit operator IntensityStatistic(string name) => new(name, values => Named(name, values));

    /// <summary>A function of the intensities.</summary>
    public static implicit operator IntensityStatistic(Func<Tensor, object?> compute) => new(null, compute);

    /// <summary>The statistic of some values.</summary>
    /// <exception cref="ArgumentException">There is no statistic of that name.</exception>
    public object? Of(Tensor values)
    {
        using var scope = NewDisposeScope();
        var result = compute(values);
        if (result is Tensor tensor)
        {
            tensor.MoveToOuterDisposeScope();
        }
        return result;
    }

    private static object Named(string name, Tensor values)
    {
        var known = values.to_type(ScalarType.Float64).flatten();
        known = known.masked_select(known.isnan().logical_not());
        if (known.numel() == 0)
        {
            return double.NaN;
        }
        return (name switch
        {
            "mean" => known.mean(),
            "median" => Arrays.Percentile(known, 50),
            "max" => known.max(),
            "min" => known.min(),
            "std" => known.std(unbiased: false),
            _ => throw new ArgumentException($"there is no statistic '{name}'; there are mean, median, max, min and std."),
        }).item<double>();
    }
}
