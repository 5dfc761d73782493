using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Zoo;

/// <summary>A bundle's folder that is filled under another name beside its own, and renamed when it is whole; otherwise nothing is left.</summary>
internal sealed class AppearingFolder : IDisposable
{
    private readonly string target, temporary;

    /// <exception cref="IOException">The folder is there and not empty.</exception>
    public AppearingFolder(string folder)
    {
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new IOException($"{folder} is already there; remove it, or choose another folder.");
        }
    }

    /// <summary>The folder to fill.</summary>
    public string Create() => Directory.CreateDirectory(temporary).FullName;

    /// <summary>Checks that it is a bundle, and as its manifest says if it has one, and gives it its name.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public void Appear(string source)
    {
        try
        {
            Bundle.Load(temporary);
        }
        catch (Exception e) when (e is ConfigException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{source} is no bundle: {e.Message}", e);
        }
        if (BundleManifest.Load(temporary)?.Differences(temporary) is { Count: > 0 } differences)
        {
            throw new InvalidDataException($"{source} is not what its {BundleManifest.FileName} says: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? $"; and {differences.Count - 5} more" : "")}.");
        }
        if (Directory.Exists(target))
        {
            Directory.Delete(target);
        }
        Directory.Move(temporary, target);
    }

    public void Dispose()
    {
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }
    }
}
