using System.Text.Json;
using Medulla.Bundles.Components;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Runs recorded cases.</summary>
public static class Replay
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs one case, whatever happens in it; one that takes longer than a minute has failed.</summary>
    public static Outcome Run(Case one, ComponentRegistry registry)
    {
        Outcome? outcome = null;
        var thread = new Thread(() => outcome = RunGuarded(one, registry), 64 << 20) { IsBackground = true };
        thread.Start();
        return thread.Join(Limit) ? outcome! : new(one.Id, one.Target, Result.Failed, $"not done after {Limit.TotalSeconds} s");
    }

    private static Outcome RunGuarded(Case one, ComponentRegistry registry)
    {
        // The cases were recorded on one thread; sums in another order would differ in the last digits.
        set_num_threads(1);
        using var scope = NewDisposeScope();
        try
        {
            var difference = one.Kind switch
            {
                "function" => Function(one, registry),
                "module" => ModuleReplay.Run(one, registry),
                _ => Object(one, registry),
            };
            return new(one.Id, one.Target, difference is null ? Result.Passed : Result.Failed, difference ?? "");
        }
        catch (UnknownNameException e)
        {
            return new(one.Id, one.Target, Result.Unknown, e.Message);
        }
        catch (Exception e)
        {
            return new(one.Id, one.Target, Result.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string? Function(Case one, ComponentRegistry registry)
    {
        List<object?> results = [];
        var values = new Values(one, registry, results);
        var component = values.Component(one.Target);
        var compare = Comparer(one, values);
        return Calls(one, values, compare, results, (_, args, kwargs) => component.Create(kwargs, args));
    }

    private static string? Object(Case one, ComponentRegistry registry)
    {
        List<object?> results = [];
        var values = new Values(one, registry, results);
        var component = values.Component(one.Target);
        var init = values.Named(one.Json.GetProperty("init"), out var positional);
        if (one.Json.TryGetProperty("init_raises", out var wanted))
        {
            return Raising.Difference(wanted.GetString()!, () => component.Create(init, positional));
        }
        object instance;
        try
        {
            instance = component.Create(init, positional)!;
        }
        catch (ArgumentException) when (one.Json.GetProperty("calls")[0].TryGetProperty("raises", out wanted))
        {
            // What the reference finds on its first call may be found when the component is made.
            return Raising.Difference(wanted.GetString()!, () => component.Create(init, positional));
        }
        if (one.Json.TryGetProperty("set", out var set))
        {
            instance = values.Members(set).Aggregate(instance, (current, pair) => Overrides.Assigned(current, pair.Key, pair.Value)
                ?? throw new InvalidOperationException($"{one.Target} has no property {pair.Key}"));
        }
        var source = RandomSource(one, values);
        instance = instance is not ITransform && source is not null ? Overrides.Assigned(instance, "random", source()) ?? instance : instance;
        Func<string, IReadOnlyList<object?>, Dictionary<string, object?>, object?> call = instance is ITransform transform
            ? Calling(new TransformCalls(transform, source))
            : (method, args, kwargs) => Methods.Call(instance, method, kwargs, args);
        return Calls(one, values, Comparer(one, values), results, call);
    }

    private static Func<string, IReadOnlyList<object?>, Dictionary<string, object?>, object?> Calling(TransformCalls calls)
        => (method, args, kwargs) => calls.Call(method, kwargs, args);

    private static string? Calls(
        Case one, Values values, Comparison compare, List<object?> results, Func<string, IReadOnlyList<object?>, Dictionary<string, object?>, object?> call)
    {
        var number = 0;
        foreach (var json in one.Json.GetProperty("calls").EnumerateArray())
        {
            values.BeginCall();
            var method = json.TryGetProperty("method", out var m) ? m.GetString()! : "__call__";
            var args = json.TryGetProperty("args", out var a) ? a.EnumerateArray().Select(values.Read).ToList() : [];
            var kwargs = json.TryGetProperty("kwargs", out var k) ? values.Members(k) : [];
            if (json.TryGetProperty("raises", out var wanted))
            {
                return Raising.Difference(wanted.GetString()!, () => call(method, args, kwargs)) is { } problem ? $"call {number} ({method}): {problem}" : null;
            }
            var result = call(method, args, kwargs);
            results.Add(result);
            if (method != "randomize" && compare.Difference(json.GetProperty("result"), result) is { } difference)
            {
                return $"call {number} ({method}): {difference}";
            }
            number++;
        }
        return null;
    }

    private static Comparison Comparer(Case one, Values values)
    {
        var tolerance = one.Json.GetProperty("tol");
        return new(values, tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble());
    }

    private static Func<Randomness.RandomState>? RandomSource(Case one, Values values)
    {
        if (one.Json.TryGetProperty("seed", out var seed) && seed.ValueKind == JsonValueKind.Number)
        {
            return () => new((uint)(seed.GetInt64() & uint.MaxValue));
        }
        if (!one.Json.TryGetProperty("state", out var state) || !state.TryGetProperty("$mt19937", out var twister))
        {
            return null;
        }
        var shared = values.Generator(twister);
        return () => shared;
    }
}
