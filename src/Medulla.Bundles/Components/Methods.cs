using System.Reflection;
using System.Runtime.ExceptionServices;

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

    /// <summary>
    /// Calls the one of several methods of one name that takes the arguments: first choice is the one that takes most of them as
    /// they are, so that a list of tensors is not stacked where a tensor would do, nor a tensor taken apart.
    /// </summary>
    internal static object? Invoke(
        string name, IReadOnlyList<MethodInfo> overloads, object? instance, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
    {
        ArgumentException? refused = null;
        foreach (var overload in overloads.Count == 1 ? overloads : [.. overloads.OrderByDescending(one => Fitting(one, named, positional))])
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
            return Binding.Unwrap(() => overload.Invoke(instance, arguments));
        }
        ExceptionDispatchInfo.Throw(refused!);
        return null;
    }

    /// <summary>How many arguments a method takes as they are.</summary>
    private static int Fitting(MethodInfo method, IReadOnlyDictionary<string, object?> named, IReadOnlyList<object?> positional)
        => method.GetParameters().Where((parameter, i) => parameter.ParameterType.IsInstanceOfType(i < positional.Count ? positional[i]
            : named.FirstOrDefault(pair => Binding.NamesOf(parameter, method.DeclaringType!).Contains(Names.Plain(pair.Key))).Value)).Count();
}
