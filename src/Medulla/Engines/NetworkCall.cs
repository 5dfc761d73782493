using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Medulla.Inferers;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Networks of any form as functions of one tensor.</summary>
internal static class NetworkCall
{
    /// <summary>Calls the network on a tensor, further arguments after it.</summary>
    /// <exception cref="ArgumentException">The network cannot be called with these.</exception>
    public static Func<Tensor, NetworkOutput> Of(nn.Module network, IReadOnlyList<object?>? arguments = null)
    {
        if (network is nn.Module<Tensor, Tensor> plain && arguments is null or [])
        {
            return inputs => plain.call(inputs);
        }
        arguments ??= [];
        var method = network.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.Name is "call" or "forward" && Fits(m.GetParameters(), arguments))
            .OrderBy(m => m.GetParameters().Length).FirstOrDefault()
            ?? throw new ArgumentException($"{network.GetType().Name} cannot be called with an image and {arguments.Count} further arguments.");
        var rest = method.GetParameters().Skip(1 + arguments.Count).Select(p => p.DefaultValue).ToArray();
        return inputs =>
        {
            try
            {
                return Output(method.Invoke(network, [inputs, .. arguments, .. rest]));
            }
            catch (TargetInvocationException e) when (e.InnerException is not null)
            {
                ExceptionDispatchInfo.Throw(e.InnerException);
                throw;
            }
        };
    }

    private static bool Fits(ParameterInfo[] parameters, IReadOnlyList<object?> arguments)
        => parameters is [var first, ..] && first.ParameterType == typeof(Tensor) && parameters.Length > arguments.Count
            && arguments.Select((argument, i) => argument is null || parameters[i + 1].ParameterType.IsInstanceOfType(argument)).All(fits => fits)
            && parameters.Skip(1 + arguments.Count).All(p => p.HasDefaultValue);

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
