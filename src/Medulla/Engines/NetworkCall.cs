using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Medulla.Inferers;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Networks of any form as functions of one tensor.</summary>
internal static class NetworkCall
{
    /// <summary>Calls the network on the batch's images, with its further arguments.</summary>
    /// <exception cref="ArgumentException">The network cannot be called with these.</exception>
    public static Func<Tensor, NetworkOutput> Of(nn.Module network, PreparedBatch batch) => Of(network, batch.Arguments, batch.Named);

    /// <summary>Calls the network on a tensor, further arguments after it.</summary>
    /// <exception cref="ArgumentException">The network cannot be called with these.</exception>
    public static Func<Tensor, NetworkOutput> Of(nn.Module network, IReadOnlyList<object?>? arguments = null, IReadOnlyDictionary<string, object?>? named = null)
    {
        arguments ??= [];
        if (network is nn.Module<Tensor, Tensor> plain && arguments.Count == 0 && named is null or { Count: 0 })
        {
            return inputs => plain.call(inputs);
        }
        var rest = (named ?? new Dictionary<string, object?>()).ToDictionary(pair => Plain(pair.Key), pair => pair.Value);
        var method = network.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name is "call" or "forward" && Fits(m.GetParameters(), arguments, rest))
            .OrderBy(m => m.Name == "call" ? 0 : 1).ThenBy(m => m.GetParameters().Length).FirstOrDefault()
            ?? throw new ArgumentException($"{network.GetType().Name} cannot be called with an image and {arguments.Count} further arguments{(rest.Count > 0 ? $" and {string.Join(", ", named!.Keys)}" : "")}.");
        object?[] further = [.. arguments, .. method.GetParameters().Skip(1 + arguments.Count).Select(p => rest.TryGetValue(Plain(p.Name!), out var given) ? given : p.DefaultValue)];
        return inputs =>
        {
            try
            {
                return Output(method.Invoke(network, [inputs, .. further]));
            }
            catch (TargetInvocationException e) when (e.InnerException is not null)
            {
                ExceptionDispatchInfo.Throw(e.InnerException);
                throw;
            }
        };
    }

    private static bool Fits(ParameterInfo[] parameters, IReadOnlyList<object?> arguments, Dictionary<string, object?> named)
        => parameters is [var first, ..] && first.ParameterType == typeof(Tensor) && parameters.Length > arguments.Count
            && arguments.Select((argument, i) => Takes(parameters[i + 1], argument)).All(takes => takes)
            && parameters.Skip(1 + arguments.Count).All(p => named.TryGetValue(Plain(p.Name!), out var given) ? Takes(p, given) : p.HasDefaultValue)
            && named.Keys.All(name => parameters.Skip(1 + arguments.Count).Any(p => Plain(p.Name!) == name));

    private static bool Takes(ParameterInfo parameter, object? argument)
        => argument is null ? !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null : parameter.ParameterType.IsInstanceOfType(argument);

    /// <summary>Names of the reference and of .NET are alike but for case and underscores.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static NetworkOutput Output(object? value) => value switch
    {
        Tensor tensor => tensor,
        NetworkOutput output => output,
        IReadOnlyDictionary<string, Tensor> named => new([.. named.Values], [.. named.Keys]),
        IEnumerable<Tensor> tensors => new([.. tensors]),
        ITuple tuple => new([.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).OfType<Tensor>()]),
        _ => throw new ArgumentException($"the network gave {value?.GetType().Name ?? "null"}; tensors are expected."),
    };
}
