using System.Diagnostics;
using System.Globalization;

namespace Medulla.Benchmarks;

/// <summary>The straight way in Python, where Debian's packages are installed.</summary>
internal static class PythonBaseline
{
    /// <summary>Seconds that <paramref name="statement"/> takes, the median of three in one process; NaN where Python or a package is missing.</summary>
    public static double Seconds(string setup, string statement)
    {
        var code = $"import statistics, timeit\n{setup}\nprint(statistics.median(timeit.repeat({Quote(statement)}, globals=globals(), number=1, repeat=3)))";
        try
        {
            using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", code]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : double.NaN;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return double.NaN;
        }
    }

    private static string Quote(string text) => $"'{text.Replace("'", "\\'")}'";
}
