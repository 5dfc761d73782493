using System.Reflection;
using System.Runtime.ExceptionServices;
using Medulla.Bundles.Components;

namespace Medulla.Conformance;

/// <summary>Calls methods of components under the reference's names.</summary>
internal static class Methods
{
    /// <summary>Calls a method; the reference's <c>__call__</c> and <c>forward</c> are the component's main method.</summary>
    public static object? Call(object instance, string method, IReadOnlyList<object?> args, Dictionary<string, object?> kwargs)
    {
        string[] names = method is "__call__" or "forward" ? ["Call", "call", "Apply", "Infer", "forward"] : [method];
        var candidates = names
            .SelectMany(name => instance.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => Same(m.Name, name) && !m.IsGenericMethod))
            .Where(m => kwargs.Keys.All(name => m.GetParameters().Any(p => Same(p.Name!, name))) && m.GetParameters().Length >= args.Count + kwargs.Count)
            .OrderBy(m => m.GetParameters().Count(p => !p.HasDefaultValue) > args.Count + kwargs.Count);
        Exception? refused = null;
        foreach (var candidate in candidates)
        {
            object?[] arguments;
            try
            {
                arguments = [.. candidate.GetParameters().Select((p, i) =>
                    i < args.Count ? Conversion.To(args[i], p.ParameterType, p.Name!)
                    : kwargs.Keys.FirstOrDefault(name => Same(p.Name!, name)) is { } given ? Conversion.To(kwargs[given], p.ParameterType, given)
                    : p.HasDefaultValue ? p.DefaultValue
                    : throw new ArgumentException($"{method} needs {p.Name}"))];
            }
            catch (ArgumentException e)
            {
                refused = e;
                continue;
            }
            return Invoke(candidate, instance, arguments);
        }
        throw refused ?? new UnknownNameException($"{instance.GetType().Name}.{method}({string.Join(", ", kwargs.Keys)})");
    }

    /// <summary>Whether two names are one, case and underscores aside.</summary>
    public static bool Same(string a, string b)
        => string.Equals(a.Replace("_", ""), b.Replace("_", ""), StringComparison.OrdinalIgnoreCase);

    /// <summary>A reflective call that throws what was thrown.</summary>
    public static object? Invoke(MethodInfo method, object? instance, object?[] arguments)
    {
        try
        {
            return method.Invoke(instance, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }
}
