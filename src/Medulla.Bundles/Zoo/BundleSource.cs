using System.Security.Cryptography;
using System.Text;
using Medulla.Bundles.Components;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Zoo;

/// <summary>
/// Where bundles come from: a folder or share with bundles, archives or an index, or an HTTP root with an index ("zoo.json" or "model_info.json").
/// </summary>
public sealed class BundleSource
{
    /// <summary>The index of the MONAI Model Zoo.</summary>
    public const string ModelZoo = "https://raw.githubusercontent.com/Project-MONAI/model-zoo/dev/models/model_info.json";

    private const int MaxIndexBytes = 64 << 20;

    private BundleSource(string root, IEnumerable<ZooEntry> entries)
        => (Root, Entries) = (root, [.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Version, Comparer<string>.Create(ZooIndex.Compare))]);

    /// <summary>What was opened.</summary>
    public string Root { get; }

    /// <summary>What it has, by name and version, older versions first.</summary>
    public IReadOnlyList<ZooEntry> Entries { get; }

    /// <summary>Looks at what a source has.</summary>
    /// <param name="root">A folder, a file:// or http(s):// address of one, or an index file.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or index.</exception>
    /// <exception cref="InvalidDataException">The index is not valid.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BundleSource Open(string root)
    {
        ArgumentNullException.ThrowIfNull(root);
        if (Web.IsAddress(root, out var address))
        {
            return OpenWeb(root, address);
        }
        var path = Local(root);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"there is no folder or index {path}.");
        }
        var index = File.Exists(path) ? path : ((string[])[ZooIndex.FileName, ZooIndex.ModelZooFileName]).Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists);
        return new(root, index is null ? OfFolder(path) : ZooIndex.Parse(File.ReadAllText(index), index, location => Inside(Path.GetDirectoryName(Path.GetFullPath(index))!, location)));
    }

    /// <summary>A bundle of this source.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; the newest if null.</param>
    /// <exception cref="FileNotFoundException">The source does not have it.</exception>
    public ZooEntry Find(string name, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var versions = Entries.Where(entry => entry.Name == name).ToList();
        if (versions.Count == 0)
        {
            var near = Names.Nearest(name, Entries.Select(entry => entry.Name).Distinct());
            throw new FileNotFoundException($"{Root} has no bundle '{name}'{(near is null ? $"; it has {Entries.Select(entry => entry.Name).Distinct().Count()} others." : $"; did you mean '{near}'?")}");
        }
        return version is null ? versions[^1] : versions.Find(entry => entry.Version == version)
            ?? throw new FileNotFoundException($"{Root} has no version {version} of '{name}'; it has {string.Join(", ", versions.Select(entry => entry.Version))}.");
    }

    /// <summary>Brings a bundle into a folder of its name; see <see cref="Download(ZooEntry, string, DownloadOptions?, CancellationToken)"/>.</summary>
    /// <exception cref="FileNotFoundException">The source does not have it.</exception>
    public DownloadedBundle Download(string name, string directory, string? version = null, DownloadOptions? options = null, CancellationToken cancel = default)
        => Download(Find(name, version), directory, options, cancel);

    /// <summary>Brings the bundle of an archive or folder, named by its location alone, into a folder of its name.</summary>
    /// <param name="location">An http, https or file address, or a path.</param>
    /// <param name="directory">Where the bundle's folder goes.</param>
    /// <param name="options">How it is brought here.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ArgumentException">The location does not name a bundle.</exception>
    /// <inheritdoc cref="Download(ZooEntry, string, DownloadOptions?, CancellationToken)"/>
    public static DownloadedBundle DownloadFrom(string location, string directory, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(location);
        return Download(ZooEntry.At(Web.IsAddress(location, out _) ? location : Local(location)), directory, options, cancel);
    }

    /// <summary>
    /// Brings a bundle into a folder of its name. What is read over HTTP is kept as .NAME.zip.part until it is whole, so the next call goes on where one was
    /// cut off. The archive's checksum is that of the options or the index; it is unpacked as <see cref="BundleArchive.Unpack"/> says.
    /// </summary>
    /// <param name="entry">Which one.</param>
    /// <param name="directory">Where the bundle's folder goes.</param>
    /// <param name="options">How it is brought here.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">It cannot be read, or the folder is already there.</exception>
    /// <exception cref="InvalidDataException">The checksum differs, or the archive is refused.</exception>
    public static DownloadedBundle Download(ZooEntry entry, string directory, DownloadOptions? options = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new();
        if (options.Sha256 is { } given && (given.Length != 64 || !given.All(char.IsAsciiHexDigit)))
        {
            throw new ArgumentException($"the SHA-256 is '{given}'; 64 hexadecimal digits are expected.", nameof(options));
        }
        var folder = Path.Combine(Directory.CreateDirectory(directory).FullName, entry.Name);
        using var appearing = new AppearingFolder(folder);
        if (entry.IsFolder)
        {
            Copy(entry, appearing.Create(), options, cancel);
            appearing.Appear(entry.Location);
            return new(Bundle.Load(folder), entry, "copied from a folder");
        }
        if (!Web.IsAddress(entry.Location, out var address))
        {
            var check = File.Exists(entry.Location) ? Check(entry.Location, entry, options) : throw new FileNotFoundException($"there is no archive {entry.Location}.", entry.Location);
            return new(BundleArchive.Unpack(entry.Location, folder, options.Limits, cancel), entry, check);
        }
        // The location's digest keeps apart what was begun from one place and from another.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(entry.Location)))[..8];
        var file = Path.Combine(directory, $".{entry.Name}.{digest}.archive");
        try
        {
            var check = Fetch(new(address, file, options), file, entry, options, cancel);
            return new(BundleArchive.Unpack(file, folder, options.Limits, cancel), entry, check);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Reads an archive over HTTP and checks it; one that was put together of parts and is wrong is read again as a whole.</summary>
    private static string Fetch(ResumableDownload download, string file, ZooEntry entry, DownloadOptions options, CancellationToken cancel)
    {
        var isChecked = (options.Sha256 ?? entry.Sha256 ?? entry.Sha1) is not null;
        download.Fetch(entry.Size, isChecked, cancel);
        try
        {
            return Check(file, entry, options);
        }
        catch (InvalidDataException) when (download.HasResumed)
        {
            download.Discard();
            download.Fetch(entry.Size, isChecked, cancel);
            return Check(file, entry, options);
        }
    }

    /// <summary>Compares an archive with the checksums that are known of it.</summary>
    /// <returns>What was checked, in words.</returns>
    private static string Check(string file, ZooEntry entry, DownloadOptions options)
    {
        if (entry.Size is { } size && new FileInfo(file).Length != size)
        {
            throw new InvalidDataException($"{entry} has {new FileInfo(file).Length} bytes, the index says {size}.");
        }
        if ((options.Sha256 ?? entry.Sha256) is { } sha256)
        {
            Compare(HashAlgorithmName.SHA256, sha256);
            return "SHA-256 checked";
        }
        if (entry.Sha1 is { } sha1)
        {
            Compare(HashAlgorithmName.SHA1, sha1);
            return "SHA-1 checked, which keeps out damage but no forger; the index has no SHA-256, --sha256 gives one";
        }
        return "not checked: no checksum is known; --sha256 gives one";

        void Compare(HashAlgorithmName algorithm, string expected)
        {
            using var stream = File.OpenRead(file);
            using var hash = IncrementalHash.CreateHash(algorithm);
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (!found.Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"{entry} has the {algorithm} {found}, expected {expected.ToLowerInvariant()}; it is damaged or another file. Nothing of it is kept.");
            }
        }
    }

    private static BundleSource OpenWeb(string root, Uri address)
    {
        var folder = address.AbsolutePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? null : new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        Uri[] indexes = folder is null ? [address] : [new(folder, ZooIndex.FileName), new(folder, ZooIndex.ModelZooFileName)];
        foreach (var index in indexes)
        {
            if (Web.TryReadText(index, MaxIndexBytes) is { } json)
            {
                return new(root, ZooIndex.Parse(json, $"{index}", location => Beside(index, location)));
            }
        }
        throw new DirectoryNotFoundException($"there is no index of bundles at {string.Join(" or ", indexes.Select(index => index.ToString()))}.");
    }

    /// <summary>Where an index on the web points: on the web, and not from an encrypted connection to an open one.</summary>
    private static string Beside(Uri index, string location)
        => Uri.TryCreate(index, location, out var target) && Web.IsAddress(target.AbsoluteUri, out _) && (index.Scheme == Uri.UriSchemeHttp || target.Scheme == Uri.UriSchemeHttps)
            ? target.AbsoluteUri : throw new InvalidDataException($"it points to '{location}'; an index at {index.Scheme}:// points to addresses of that kind.");

    /// <summary>Where an index in a folder points: into that folder, or to the web.</summary>
    private static string Inside(string folder, string location)
        => Web.IsAddress(location, out var address) ? address.AbsoluteUri
            : SafeName.Fault(location) is { } fault ? throw new InvalidDataException($"it points to '{location}': {fault}.") : Path.Combine(folder, location);

    private static string Local(string root) => Uri.TryCreate(root, UriKind.Absolute, out var address) && address.IsFile ? address.LocalPath
        : root.Contains("://", StringComparison.Ordinal) ? throw new ArgumentException($"'{root}' is no source of bundles; a folder, file://, http:// or https:// is expected.") : root;

    /// <summary>Bundles and archives that lie in a folder.</summary>
    private static IEnumerable<ZooEntry> OfFolder(string folder)
        => Directory.EnumerateDirectories(folder).Where(path => Directory.Exists(Path.Combine(path, "configs")) && SafeName.IsBundle(Path.GetFileName(path)))
            .Select(path => new ZooEntry(Path.GetFileName(path), BundleSummary.Of(Bundle.Load(path)).Version ?? "", path))
            .Concat(Directory.EnumerateFiles(folder).Where(path => ArchiveFile.IsArchive(path) && SafeName.IsBundle(ArchiveFile.Stem(Path.GetFileName(path))))
                .Select(path => ZooEntry.At(path) with { Size = new FileInfo(path).Length }));

    private static void Copy(ZooEntry entry, string target, DownloadOptions options, CancellationToken cancel)
    {
        if (options.Sha256 is not null)
        {
            throw new ArgumentException($"{entry} is a folder, which has no SHA-256; leave it out, or package the bundle.", nameof(options));
        }
        var files = new DirectoryInfo(entry.Location).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden }).ToList();
        var (done, total) = (0L, files.Sum(file => file.Length));
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            var path = Path.Combine(target, Path.GetRelativePath(entry.Location, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file.CopyTo(path);
            options.Progress?.Invoke(done += file.Length, total);
        }
    }
}
