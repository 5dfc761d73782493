namespace Medulla.Bundles.Zoo;

/// <summary>A version of a bundle that a source has.</summary>
/// <param name="Name">The bundle's name, which its folder gets.</param>
/// <param name="Version">Its version; empty if not known.</param>
/// <param name="Location">Where it is: an http or https address, or the path of an archive or a folder.</param>
/// <param name="Sha256">SHA-256 of the archive in hexadecimal digits; null if the index does not have it.</param>
/// <param name="Sha1">SHA-1 of the archive, which older indexes have; null if the index does not have it.</param>
/// <param name="Size">Bytes of the archive; null if not known.</param>
public sealed record ZooEntry(string Name, string Version, string Location, string? Sha256 = null, string? Sha1 = null, long? Size = null)
{
    /// <summary>Name and version.</summary>
    public override string ToString() => Version.Length > 0 ? $"{Name} {Version}" : Name;

    /// <summary>Whether it is a bundle in a folder on this machine, or on a share.</summary>
    public bool IsFolder => Directory.Exists(Location);

    /// <summary>An entry for an archive by its location alone; its name may end in "_v" and a version.</summary>
    /// <exception cref="ArgumentException">The file's name cannot name a bundle.</exception>
    internal static ZooEntry At(string location)
    {
        var file = Web.IsAddress(location, out var address) ? Uri.UnescapeDataString(address.Segments[^1]) : Path.GetFileName(Path.TrimEndingDirectorySeparator(location));
        var (name, version) = ZooIndex.Split(Directory.Exists(location) ? file : ArchiveFile.Stem(file));
        return SafeName.IsBundle(name) ? new(name, version, location)
            : throw new ArgumentException($"'{file}' does not name a bundle; an archive called NAME.zip or NAME_v1.2.3.zip, of letters, digits, '.', '_' and '-', is expected.");
    }
}
