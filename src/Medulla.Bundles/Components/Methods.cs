using System.Reflection;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Medulla.Bundles.Components;

/// <summary>Calls methods of components under the reference's names.</summary>
public static class Methods
{
    /// <summary>What the reference's <c>__call__</c> and <c>forward</c> may be named here, first choice first.</summary>
    private static readonly string[] Main = ["call", "apply", "infer", "forward"];

    /// <summary>Calls a method of an object; <c>__call__</c> and <c>forward</c> are its main method.</summary>
    /// <param name="instance">The object.</param>
    /// <param name="method">The method's name in the reference.</param>
    /// <param name="named">Arguments by the reference's parameter names.</param>
    /// <param name="positional">Arguments by position, before the named ones.</param>
    /// <exception cref="MissingMethodException">There is no method of that name.</exception>
    /// <exception cref="ArgumentException">An argument is unknown, missing, or of a kind that its parameter does not take.</exception>
    public static object? Call(object instance, string method, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?>? positional = null)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var type = instance.GetType();
        string[] names = method is "__call__" or "forward" ? Main : [Names.Plain(method)];
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => !m.IsGenericMethod && !m.IsSpecialName && m.DeclaringType != typeof(object)).ToList();
        List<MethodInfo> overloads = [.. names.SelectMany(name => methods.Where(m => Names.Of(m, m.Name).Contains(name)))];
        return overloads.Count > 0
            ? Invoke($"{type.Name}.{method}", overloads, instance, named, positional ?? [])
            : throw new MissingMethodException(
                $"{type.Name} has no method '{method}'; it has {string.Join(", ", methods.Select(m => Names.Snake(m.Name)).Distinct().Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Calls the first of several methods of one name that takes the arguments.</summary>
    internal static object? Invoke(
        string name, IReadOnlyList<MethodInfo> overloads, object? instance, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        ArgumentException? refused = null;
        foreach (var overload in overloads.OrderByDescending(overload => Fitting(overload.GetParameters(), named, positional)))
        {
            object?[] arguments;
            try
            {
                arguments = new Binding(name, overload.GetParameters(), []).Arguments(named, positional);
            }
            catch (ArgumentException e)
            {
                // What the overload says that at least knows all the names is the more helpful message.
                refused = refused is null or UnknownArgumentException ? e : refused;
                continue;
            }
            var result = Binding.Unwrap(() => overload.Invoke(instance, arguments));
            return instance is null ? Placed(result, overload.GetParameters(), named, positional) : result;
        }
        ExceptionDispatchInfo.Throw(refused!);
        return null;
    }

    /// <summary>How many arguments are of the very types of their parameters; of several overloads the one that fits best comes first.</summary>
    private static int Fitting(ParameterInfo[] parameters, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
        => Given(parameters, named, positional).Count(pair => pair.Parameter.ParameterType != typeof(object) && pair.Parameter.ParameterType.IsInstanceOfType(pair.Value));

    /// <summary>What a function of arrays makes of the voxels of an image is an image at the same place.</summary>
    private static object? Placed(object? result, ParameterInfo[] parameters, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
        => result is Tensor voxels && Given(parameters, named, positional).FirstOrDefault() is { Parameter: { Position: 0 } first, Value: MetaTensor image } && first.ParameterType == typeof(Tensor)
            ? image.WithData(voxels) : result;

    private static IEnumerable<(ParameterInfo Parameter, object? Value)> Given(
        ParameterInfo[] parameters, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
        => parameters.Zip(positional).Concat(parameters.Skip(positional.Count)
            .Where(parameter => named.Keys.Any(name => Names.Plain(name) == Names.Plain(parameter.Name!)))
            .Select(parameter => (parameter, named.First(pair => Names.Plain(pair.Key) == Names.Plain(parameter.Name!)).Value)));
}
