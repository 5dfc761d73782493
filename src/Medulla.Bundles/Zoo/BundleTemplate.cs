using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Zoo;

/// <summary>
/// A bundle to begin with: metadata, configurations that generate made-up scans, train a small 3-D U-Net, evaluate it and segment with it, a model
/// card and a place for the licence. It runs as it is.
/// </summary>
public static class BundleTemplate
{
    private const string Prefix = "template/", Place = "{{name}}";

    /// <summary>Writes the files.</summary>
    /// <param name="folder">The bundle's folder; it must not exist, or be empty.</param>
    /// <param name="name">What metadata and model card call it; the folder's name if null.</param>
    /// <exception cref="ArgumentException">The name cannot name a bundle.</exception>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    public static Bundle Create(string folder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        name ??= Path.GetFileName(path);
        if (!SafeName.IsBundle(name))
        {
            throw new ArgumentException($"the bundle is to be called '{name}'; a name of letters, digits, '.', '_' and '-' is expected.", nameof(name));
        }
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new IOException($"{folder} is not empty; choose another folder.");
        }
        var assembly = typeof(BundleTemplate).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var file = Path.Combine(path, resource[Prefix.Length..].Replace('\\', '/'));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text.ReadToEnd().Replace(Place, name, StringComparison.Ordinal));
        }
        Directory.CreateDirectory(Path.Combine(path, "models"));
        return Bundle.Load(path);
    }
}
