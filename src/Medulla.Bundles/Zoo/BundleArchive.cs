using Medulla.Bundles.Configuration;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Zoo;

/// <summary>Bundles as single files: packed by us so that the same bundle gives the same bytes; unpacked from anywhere, with care.</summary>
public static class BundleArchive
{
    /// <summary>
    /// Packs a bundle into a zip file: configs/, models/, docs/, examples/, LICENSE, the lock, a Dockerfile that runs it, and a manifest with the SHA-256 of
    /// each. Entries are sorted, stored as they are and dated 1980, so the bytes depend on the bundle alone.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="path">The file to write; replaced if it is there.</param>
    /// <param name="examples">Files that go into examples/ beside those that the bundle has there.</param>
    /// <returns>What was packed.</returns>
    /// <exception cref="InvalidDataException">The bundle lacks metadata, LICENSE or docs/README.md, has links, or two examples have one name.</exception>
    /// <exception cref="FileNotFoundException">There is no such example.</exception>
    public static BundleManifest Pack(Bundle bundle, string path, IEnumerable<string>? examples = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(path);
        return new BundlePacking(bundle, [.. examples ?? []]).Write(path);
    }

    /// <summary>The usual name of a bundle's archive, such as "spleen_ct_segmentation_v0.5.9.zip".</summary>
    public static string FileName(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return BundleSummary.Of(bundle).Version is { Length: > 0 } version && SafeName.IsBundle(version) ? $"{bundle.Name}_v{version}.zip" : $"{bundle.Name}.zip";
    }

    /// <summary>
    /// Unpacks a zip, tar or tar.gz file. It is refused as a whole, before anything is written, if an entry would leave the folder (absolute, "..",
    /// drive letters), is a link, is there twice, or if more would come out of it than the limits allow. Files appear in a folder of another name
    /// first, which is renamed when all are there and as the manifest, if there is one, says.
    /// </summary>
    /// <param name="archive">The file.</param>
    /// <param name="folder">The bundle's folder; it must not exist, or be empty.</param>
    /// <param name="limits">What may come out of it.</param>
    /// <param name="cancel">Ends it; nothing is left.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no archive, damaged, refused, or no bundle.</exception>
    /// <exception cref="IOException">The folder is there, or cannot be written.</exception>
    public static Bundle Unpack(string archive, string folder, ArchiveLimits? limits = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(archive))
        {
            throw new FileNotFoundException($"there is no archive {archive}.", archive);
        }
        using var appearing = new AppearingFolder(folder);
        var plan = UnpackingPlan.Of(archive, limits ?? new());
        plan.Write(appearing.Create(), cancel);
        appearing.Appear(Path.GetFileName(archive));
        return Bundle.Load(folder);
    }
}
