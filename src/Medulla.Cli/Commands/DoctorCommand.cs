using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Medulla.Runtime;
using TorchSharp;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla doctor</c>: whether everything is there to work with.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = Run.JsonOption();
        return new Command("doctor", "Show versions, processor, memory and the state of the native libraries, and what to do where something is missing.") { json }
            .WithAction((parsed, _) => Examine(parsed.GetValue(json)));
    }

    private static void Examine(bool json)
    {
        string? torchFailure = null;
        try
        {
            using var one = torch.ones(1);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or NotSupportedException or BadImageFormatException)
        {
            torchFailure = e.GetBaseException().Message.Split('\n')[0];
        }
        var works = torchFailure is null;
        List<string> fixes = [];
        if (!works)
        {
            fixes.Add($"libtorch does not load ({torchFailure}). Install the package libtorch-cpu-{Platform()} beside the program, "
                + $"or set {NativeLoader.FolderVariable} to a folder with libtorch {LibTorchVersion} (a Python installation's torch/lib).");
        }
        var gpu = works && torch.cuda.is_available();
        var answer = new
        {
            medulla = Version(typeof(MetaTensor)),
            dotnet = RuntimeInformation.FrameworkDescription,
            system = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            torchsharp = Version(typeof(torch)),
            libtorch = works ? $"{LibTorchVersion}, works" : "does not load",
            native_loading = NativeLoader.Status,
            native_memory = MemoryPolicy.Status,
            processors = Environment.ProcessorCount,
            torch_threads = works ? torch.get_num_threads() : 0,
            vector_instructions = Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "basic",
            memory_gib = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
            gpu = gpu ? $"CUDA, {torch.cuda.device_count()} device(s)" : "none that libtorch can use",
            fixes,
        };
        if (json)
        {
            Run.Print(answer);
        }
        else
        {
            foreach (var property in answer.GetType().GetProperties().Where(p => p.Name != nameof(answer.fixes)))
            {
                Console.WriteLine($"{property.Name.Replace('_', ' '),-20} {property.GetValue(answer)}");
            }
            Console.WriteLine(fixes.Count == 0 ? "everything that is needed is there." : string.Join("\n", fixes.Select(fix => $"to do: {fix}")));
        }
        if (!works)
        {
            throw new DllNotFoundException("libtorch does not load; see above.");
        }
    }

    private const string LibTorchVersion = "2.10.0";

    private static string Platform() => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    private static string Version(Type type)
        => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
