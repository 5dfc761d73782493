using System.Runtime.InteropServices;

namespace Medulla.Runtime;

/// <summary>Tells failed allocations from other failures.</summary>
internal static class OutOfMemory
{
    /// <summary>Whether memory did not suffice, on the CPU or a GPU. libtorch says so in words alone.</summary>
    public static bool Is(Exception e)
        => e is OutOfMemoryException || (e is ExternalException
            && (e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("can't allocate memory", StringComparison.Ordinal)));
}
