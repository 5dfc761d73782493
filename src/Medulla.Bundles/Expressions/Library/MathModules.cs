using static Medulla.Bundles.Expressions.Library.Native;

namespace Medulla.Bundles.Expressions.Library;

/// <summary>"math" and "random".</summary>
internal static class MathModules
{
    public static PythonModule Math()
    {
        Dictionary<string, object?> names = new()
        {
            ["pi"] = System.Math.PI, ["e"] = System.Math.E, ["tau"] = System.Math.Tau, ["inf"] = double.PositiveInfinity, ["nan"] = double.NaN,
            ["ceil"] = Function("math.ceil", "x", a => (long)System.Math.Ceiling(a[0].Number())),
            ["floor"] = Function("math.floor", "x", a => (long)System.Math.Floor(a[0].Number())),
            ["trunc"] = Function("math.trunc", "x", a => (long)System.Math.Truncate(a[0].Number())),
            ["pow"] = Function("math.pow", "x y", a => System.Math.Pow(a[0].Number(), a[1].Number())),
            ["log"] = Function("math.log", "x base?", a => a[1].IsGiven() ? System.Math.Log(a[0].Number()) / System.Math.Log(a[1].Number()) : System.Math.Log(a[0].Number())),
            ["atan2"] = Function("math.atan2", "y x", a => System.Math.Atan2(a[0].Number(), a[1].Number())),
            ["hypot"] = Function("math.hypot", "x y", a => double.Hypot(a[0].Number(), a[1].Number())),
            ["isnan"] = Function("math.isnan", "x", a => double.IsNaN(a[0].Number())),
            ["isinf"] = Function("math.isinf", "x", a => double.IsInfinity(a[0].Number())),
            ["isfinite"] = Function("math.isfinite", "x", a => double.IsFinite(a[0].Number())),
            ["prod"] = Function("math.prod", "iterable", a => Iteration.Of(a[0]).Aggregate((object?)1L, (total, item) => Operators.Binary("*", total, item))),
            ["gcd"] = Function("math.gcd", "a b", a => (long)System.Numerics.BigInteger.GreatestCommonDivisor(Indexing.Whole(a[0]), Indexing.Whole(a[1]))),
            ["isclose"] = Function("math.isclose", "a b", a => System.Math.Abs(a[0].Number() - a[1].Number()) <= 1e-9 * System.Math.Max(System.Math.Abs(a[0].Number()), System.Math.Abs(a[1].Number()))),
        };
        foreach (var (name, function) in (ReadOnlySpan<(string, Func<double, double>)>)
        [
            ("sqrt", System.Math.Sqrt), ("exp", System.Math.Exp), ("log2", System.Math.Log2), ("log10", System.Math.Log10), ("sin", System.Math.Sin), ("cos", System.Math.Cos), ("tan", System.Math.Tan),
            ("asin", System.Math.Asin), ("acos", System.Math.Acos), ("atan", System.Math.Atan), ("sinh", System.Math.Sinh), ("cosh", System.Math.Cosh), ("tanh", System.Math.Tanh),
            ("fabs", System.Math.Abs), ("degrees", double.RadiansToDegrees), ("radians", double.DegreesToRadians),
        ])
        {
            names[name] = Function($"math.{name}", "x", a => function(a[0].Number()) is var result && double.IsNaN(result) && !double.IsNaN(a[0].Number())
                ? throw new ArgumentException($"math.{name} is not defined for {Text.Of(a[0])}.") : result);
        }
        return new("math", names);
    }

    /// <summary>Numbers nobody can foretell, unless "random.seed" is called.</summary>
    public static PythonModule Random()
    {
        var generator = System.Random.Shared;
        return new("random", new Dictionary<string, object?>
        {
            ["seed"] = Function("random.seed", "a?", a =>
            {
                generator = a[0].Or(null) is { } seed ? new System.Random((int)(Indexing.Whole(seed) & int.MaxValue)) : System.Random.Shared;
                return null;
            }),
            ["random"] = Function("random.random", "", _ => generator.NextDouble()),
            ["uniform"] = Function("random.uniform", "a b", a => a[0].Number() + (generator.NextDouble() * (a[1].Number() - a[0].Number()))),
            ["randint"] = Function("random.randint", "a b", a => generator.NextInt64(Indexing.Whole(a[0]), Indexing.Whole(a[1]) + 1)),
            ["choice"] = Function("random.choice", "seq", a => Iteration.ToList(a[0]) is { Count: > 0 } items ? items[generator.Next(items.Count)] : throw new ArgumentException("there is nothing to choose from.")),
            ["shuffle"] = Function("random.shuffle", "x", a => Shuffle(generator, a[0])),
            ["sample"] = Function("random.sample", "population k", a => Iteration.ToList(a[0]) is var items && items.Count >= Indexing.Whole(a[1])
                ? items.OrderBy(_ => generator.Next()).Take((int)Indexing.Whole(a[1])).ToList() : throw new ArgumentException($"{items.Count} elements are fewer than {a[1]}.")),
        });
    }

    private static object? Shuffle(System.Random generator, object? value)
    {
        if (value is not List<object?> list)
        {
            throw new ArgumentException($"a list is shuffled, not {Text.Kind(value)}.");
        }
        generator.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list));
        return null;
    }
}
