using System.Reflection;
using Medulla.Bundles.Components;
using Medulla.Transforms;

namespace Medulla.Conformance;

/// <summary>Cases that must fail: on purpose, and not for want of the argument.</summary>
internal static class Raising
{
    /// <summary>What is wrong; null if an exception comes that was thrown on purpose.</summary>
    /// <param name="wanted">The exception's type in the reference.</param>
    /// <param name="work">What must fail.</param>
    public static string? Difference(string wanted, Func<object?> work)
    {
        try
        {
            var result = work();
            return $"{wanted} expected, but it gave {result ?? "null"}";
        }
        catch (Exception e) when (e is not UnknownNameException)
        {
            var cause = e is TransformException { InnerException: { } inner } ? inner : e;
            return cause is UnknownArgumentException && wanted != "TypeError" ? $"{wanted} expected, but the argument is not known: {cause.Message}"
                : IsDeliberate(cause) ? null
                : $"{wanted} expected, but by accident came {cause.GetType().Name}: {cause.Message}";
        }
    }

    /// <summary>
    /// Whether an exception says that something given is wrong, and was thrown by a component: one from inside .NET or libtorch
    /// (an empty sequence, a missing dictionary key, shapes that do not match) was not meant for the caller.
    /// </summary>
    private static bool IsDeliberate(Exception e)
        => e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException or KeyNotFoundException or InvalidDataException
            && e.TargetSite is { } site && (IsHelper(site) || !IsForeign(site));

    /// <summary>Such as ArgumentOutOfRangeException.ThrowIfNegative.</summary>
    private static bool IsHelper(MethodBase site) => typeof(Exception).IsAssignableFrom(site.DeclaringType);

    private static bool IsForeign(MethodBase site)
        => site.DeclaringType?.Assembly.GetName().Name is { } name && (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("TorchSharp", StringComparison.Ordinal));
}
