using System.Globalization;
using System.Text.RegularExpressions;
using Medulla.Bundles.Configuration;
using Medulla.Bundles.Expressions;
using Medulla.Bundles.Expressions.Library;

namespace Medulla.Bundles.Workflows;

/// <summary>What metadata leave open in shapes such as ["*", "16*n", "2**p*n"].</summary>
/// <param name="P">The power p.</param>
/// <param name="N">The factor n.</param>
/// <param name="Any">The size for "*".</param>
/// <exception cref="ArgumentOutOfRangeException">One is negative, or <paramref name="Any"/> not positive.</exception>
public sealed partial record FreeSizes(int P = 1, int N = 1, int Any = 1)
{
    /// <summary>Sizes beyond this are taken for a slip.</summary>
    private const long MaxSize = 1 << 20;

    /// <inheritdoc cref="FreeSizes(int, int, int)"/>
    public int P { get; init; } = NotNegative(P, nameof(P));

    /// <inheritdoc cref="FreeSizes(int, int, int)"/>
    public int N { get; init; } = NotNegative(N, nameof(N));

    /// <inheritdoc cref="FreeSizes(int, int, int)"/>
    public int Any { get; init; } = Any > 0 ? Any : throw new ArgumentOutOfRangeException(nameof(Any), Any, "a size is positive.");

    /// <summary>The sizes of a tensor's spatial axes.</summary>
    /// <exception cref="ConfigException">An entry is no size.</exception>
    public IReadOnlyList<long> Shape(TensorFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return [.. format.SpatialShape.Select((size, axis) => Size(size, $"{format.Name}.spatial_shape[{axis}]"))];
    }

    private long Size(string size, string place)
    {
        if (size == "*")
        {
            return Any;
        }
        if (Words().Matches(size).FirstOrDefault(word => word.Value is not ("p" or "n")) is { } other)
        {
            throw new ConfigException(place, $"'{size}' speaks of '{other.Value}'; only p and n are known.");
        }
        var surroundings = new Surroundings(ModuleTable.Default);
        surroundings.Set("p", (long)P);
        surroundings.Set("n", (long)N);
        object? value;
        try
        {
            value = PythonExpression.Parse(size).Evaluate(surroundings);
        }
        catch (ExpressionException e)
        {
            throw new ConfigException(place, $"'{size}' cannot be computed: {e.Message}", e);
        }
        return value is long whole and > 0 and <= MaxSize ? whole : throw new ConfigException(
            place, string.Create(CultureInfo.InvariantCulture, $"'{size}' is {Expressions.Text.Of(value)} for p = {P} and n = {N}; a size from 1 to {MaxSize} is expected."));
    }

    private static int NotNegative(int value, string name) => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "p and n are not negative.");

    [GeneratedRegex(@"[^\W\d]\w*")]
    private static partial Regex Words();
}
