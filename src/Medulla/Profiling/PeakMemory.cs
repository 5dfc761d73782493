using System.Globalization;
using System.Runtime.InteropServices;

namespace Medulla.Profiling;

/// <summary>How much memory work takes at its peak, as Linux counts it: managed and native alike, of the whole process.</summary>
internal static partial class PeakMemory
{
    private const string Status = "/proc/self/status", Reset = "/proc/self/clear_refs";

    /// <summary>Does work and says by how much the process grew at the peak; null where the system does not tell.</summary>
    public static long? During(Action work)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ReturnFreedBlocks();
        long? before = ResetPeak() ? Read("VmRSS:") : null;
        work();
        return before is { } start && Read("VmHWM:") is { } peak ? Math.Max(0, peak - start) : null;
    }

    /// <summary>Otherwise what earlier work has freed would serve this work, and not be counted.</summary>
    private static void ReturnFreedBlocks()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = MallocTrim(0);
            }
            catch (EntryPointNotFoundException)
            {
                // musl returns blocks by itself.
            }
        }
    }

    /// <summary>The peak counts from now on; see proc(5), clear_refs.</summary>
    private static bool ResetPeak()
    {
        try
        {
            if (!File.Exists(Reset))
            {
                return false;
            }
            File.WriteAllText(Reset, "5");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? Read(string field)
        => File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
            ? long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.Integer | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) * 1024
            : null;

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
