using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using TorchSharp;

namespace Medulla.Runtime;

/// <summary>
/// Answers for libtorch's native libraries where the ordinary load fails: from the folder named by MEDULLA_LIBTORCH
/// (such as a Python installation's <c>torch/lib</c> of the same version), and on systems with an older libstdc++ with a copy
/// of LibTorchSharp that does without it (see <see cref="NativeLibraryPatch"/>).
/// </summary>
public static class NativeLoader
{
    /// <summary>Environment variable that names a folder with libtorch's libraries to use instead of the package's.</summary>
    public const string FolderVariable = "MEDULLA_LIBTORCH";

    private const string Library = "LibTorchSharp";
    private static readonly Lock Gate = new();
    private static nint handle;

    /// <summary>What the loader did so far, in one line: for logs and <c>medulla doctor</c>.</summary>
    public static string Status { get; private set; } = "ordinary load";

    /// <summary>Whether the ordinary load of LibTorchSharp failed and this loader answered.</summary>
    public static bool Answered => handle != 0;

    private static string? Folder => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The handler must stand before the first call into TorchSharp, pictures before the first file is read.")]
    internal static void Register()
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        MemoryPolicy.Configure();
        Imaging.Formats.ImageFile.Add(new Pictures.PictureReader());
        Imaging.Formats.ImageFile.Add(new Pictures.PictureWriter());
    }

    /// <summary>Called by the runtime after its own search for a native library failed.</summary>
    internal static nint Resolve(Assembly assembly, string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }
        if (name == Library)
        {
            lock (Gate)
            {
                return handle != 0 ? handle : handle = LoadLibTorchSharp();
            }
        }
        var path = Folder is null ? null : Path.Combine(Folder, $"lib{name}.so");
        return path is not null && File.Exists(path) ? NativeLibrary.Load(path) : 0;
    }

    private static nint LoadLibTorchSharp()
    {
        // LibTorchSharp finds its neighbours by SONAME, wherever its copy lies, once they are loaded.
        foreach (var neighbour in (string[])["torch_cpu", "torch_cuda", "torch"])
        {
            if (Folder is null)
            {
                NativeLibrary.TryLoad(neighbour, typeof(torch).Assembly, null, out _);
            }
            else if (Path.Combine(Folder, $"lib{neighbour}.so") is var file && File.Exists(file))
            {
                NativeLibrary.Load(file);
            }
        }
        if (FindOriginal() is not { } original)
        {
            Status = "libLibTorchSharp.so was not found beside the program or in the package cache";
            return 0;
        }
        if (NativeLibrary.TryLoad(original, out var ordinary))
        {
            Status = $"loaded {original}";
            return ordinary;
        }
        var copy = PatchedCopy(original, CacheFolder());
        if (copy is null)
        {
            Status = $"{original} does not load and does not ask for a newer libstdc++; is libtorch there?";
            return 0;
        }
        var result = NativeLibrary.Load(copy);
        Status = $"this system's libstdc++ is older than libLibTorchSharp.so asks for; loaded an adapted copy, {copy}";
        System.Diagnostics.Debug.WriteLine($"Medulla: {Status}");
        return result;
    }

    /// <summary>An adapted copy of <paramref name="original"/> in <paramref name="cache"/>, made once; null where it needs no adapting.</summary>
    internal static string? PatchedCopy(string original, string cache)
    {
        var image = File.ReadAllBytes(original);
        var hash = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        if (!NativeLibraryPatch.Apply(image))
        {
            return null;
        }
        var copy = Path.Combine(cache, $"libLibTorchSharp-{hash}.so");
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(image))
        {
            Directory.CreateDirectory(cache);
            var temporary = Path.Combine(cache, Path.GetRandomFileName());
            File.WriteAllBytes(temporary, image);
            File.Move(temporary, copy, overwrite: true);
        }
        return copy;
    }

    /// <summary>The user's cache folder for adapted libraries.</summary>
    internal static string CacheFolder()
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : Path.GetTempPath();
        return Path.Combine(root, "medulla", "native");
    }

    /// <summary>The folders the runtime was told to search for native libraries, then the program's own.</summary>
    private static string? FindOriginal()
    {
        var told = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        string[] folders = [.. told, AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"), Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")];
        return folders.Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).FirstOrDefault(File.Exists);
    }
}
