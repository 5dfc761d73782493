using System.Text.Json;
using Medulla.Bundles.Components;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Replays networks: the same state names, and the same output with weights made by the recorded formula.</summary>
internal static class ModuleReplay
{
    public static string? Run(Case one, ComponentRegistry registry)
    {
        List<object?> results = [];
        var values = new Values(one, registry, results);
        var component = values.Component(one.Target);
        var init = values.Named(one.Json.GetProperty("init"), out var positional);
        using var module = component.Create(init, positional) as nn.Module
            ?? throw new InvalidOperationException($"{one.Target} is no network");
        if (StateDifference(one.Json.GetProperty("state"), module) is { } difference)
        {
            return difference;
        }
        using var noGradient = no_grad();
        FillState(one, values, module);
        module.eval();
        var tolerance = one.Json.GetProperty("tol");
        var compare = new Comparison(values, tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble());
        foreach (var call in one.Json.GetProperty("calls").EnumerateArray())
        {
            values.BeginCall();
            if (call.TryGetProperty("seed", out var seed))
            {
                manual_seed(seed.GetInt64());
            }
            var args = call.TryGetProperty("args", out var a) ? a.EnumerateArray().Select(values.Read).ToList() : [];
            var kwargs = call.TryGetProperty("kwargs", out var k) ? values.Members(k) : [];
            var result = Methods.Call(module, call.TryGetProperty("method", out var m) ? m.GetString()! : "forward", kwargs, args);
            results.Add(result);
            if (compare.Difference(call.GetProperty("result"), result) is { } wrong)
            {
                return wrong;
            }
        }
        return null;
    }

    private static string? StateDifference(JsonElement want, nn.Module module)
    {
        var have = module.state_dict();
        var wanted = want.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        if (wanted.Keys.Except(have.Keys).FirstOrDefault() is { } missing)
        {
            return $"state: '{missing}' is missing";
        }
        if (have.Keys.Except(wanted.Keys).FirstOrDefault() is { } extra)
        {
            return $"state: '{extra}' is too much";
        }
        foreach (var (name, facts) in wanted)
        {
            var shape = facts.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()).ToArray();
            var dtype = Conversion.To<ScalarType>(facts.GetProperty("dtype").GetString(), "dtype");
            if (!have[name].shape.AsSpan().SequenceEqual(shape) || have[name].dtype != dtype)
            {
                return $"state: '{name}' is {dtype} [{string.Join(", ", shape)}], found {have[name].dtype} [{string.Join(", ", have[name].shape)}]";
            }
        }
        return null;
    }

    private static void FillState(Case one, Values values, nn.Module module)
    {
        var gain = one.Json.TryGetProperty("gain", out var g) ? g.GetDouble() : 1;
        var state = module.state_dict();
        // Tied tensors stand under several names; the last name of a group gives the values.
        var tied = one.Json.TryGetProperty("tied", out var groups)
            ? groups.EnumerateArray().SelectMany(group => group.EnumerateArray().SkipLast(1).Select(n => n.GetString()!)).ToHashSet() : [];
        foreach (var facts in one.Json.GetProperty("state").EnumerateObject().Where(p => !tied.Contains(p.Name)))
        {
            var target = state[facts.Name];
            var value = facts.Value.TryGetProperty("value", out var stored)
                ? (Tensor?)values.Read(stored)
                : Fill.State(facts.Name, target, facts.Value.GetProperty("role").GetString() == "param", gain);
            if (value is not null)
            {
                target.copy_(value.to_type(target.dtype));
            }
        }
    }
}
