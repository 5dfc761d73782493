using System.Runtime.InteropServices;

namespace Medulla.Runtime;

/// <summary>
/// How libtorch's CPU memory is kept. The C library would hand each large block back to the system at once and get a fresh one next
/// time, page fault by page fault, which costs more than many an operation on it: kept blocks make training about a quarter and
/// sliding windows nearly half faster, for a peak that is up to a half higher. Set <see cref="Variable"/> to "return" to have it
/// the other way. On systems without glibc nothing changes.
/// </summary>
public static partial class MemoryPolicy
{
    /// <summary>Environment variable: "keep" (the default) or "return".</summary>
    public const string Variable = "MEDULLA_MEMORY";

    private const int MmapThreshold = -3, TrimThreshold = -1;
    private const int Kept = 1 << 30;

    /// <summary>What is done with freed blocks, in one line.</summary>
    public static string Status { get; private set; } = "as the C library does";

    /// <summary>Tells the C library, unless it was told from outside.</summary>
    internal static void Configure()
    {
        var wish = Environment.GetEnvironmentVariable(Variable);
        var told = Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") ?? Environment.GetEnvironmentVariable("GLIBC_TUNABLES");
        if (!OperatingSystem.IsLinux() || wish == "return" || told is not null)
        {
            return;
        }
        try
        {
            if (Mallopt(MmapThreshold, Kept) == 1 && Mallopt(TrimThreshold, int.MaxValue) == 1)
            {
                Status = $"freed blocks of up to 1 GiB are kept for reuse ({Variable}=return gives them back)";
            }
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such switch.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
