using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public partial class InterruptTests(TrainedModel model)
{
    private const int Sigterm = 15;

    [Fact]
    public void StoppedTraining_LeavesACheckpoint_AndSaysHowToGoOn()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var output = model["stopped"];
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(Run).Assembly.Location, "train", "--data", model.Data, "--out", output, "--epochs", "500",
                "--patch", "32", "32", "32", "--spacing", "6", "6", "6", "--channels", "4", "8", "--strides", "2", "--held-out", "0.37",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("epoch   2", StringComparison.Ordinal))
        {
        }
        Assert.Equal(0, Kill(process.Id, Sigterm));
        process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(ExitCode.Failed, process.ExitCode);
        Assert.Contains("--resume", error);
        Assert.True(File.Exists(Path.Combine(output, "checkpoints", "last", "state.json")));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
