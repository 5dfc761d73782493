using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Medulla.Bundles.Workflows;
using Medulla.Weights.Archives;

namespace Medulla.Bundles.Zoo;

/// <summary>The files of a bundle that are packed, and the archive of them.</summary>
internal sealed class BundlePacking
{
    private const string Dockerfile = "Dockerfile", Examples = "examples";
    private static readonly string[] Folders = ["configs", "models", "docs", "scripts", Examples];
    private static readonly string[] Needed = ["configs/metadata.json", "LICENSE", "docs/README.md"];

    private readonly Bundle bundle;
    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);   // name in the bundle to path

    public BundlePacking(Bundle bundle, IReadOnlyList<string> examples)
    {
        this.bundle = bundle;
        foreach (var folder in Folders.Select(name => new DirectoryInfo(Path.Combine(bundle.Root, name))).Where(folder => folder.Exists))
        {
            Collect(folder, folder.Name);
        }
        foreach (var file in new DirectoryInfo(bundle.Root).EnumerateFiles().Where(file => IsOfTop(file.Name)))
        {
            Add(file.Name, file);
        }
        foreach (var example in examples)
        {
            var file = new FileInfo(example);
            Add($"{Examples}/{file.Name}", file.Exists ? file : throw new FileNotFoundException($"there is no example {example}.", example));
        }
        if (Needed.Where(name => !files.ContainsKey(name)).ToList() is { Count: > 0 } missing)
        {
            throw new InvalidDataException($"the bundle {bundle.Name} cannot be packed: {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} missing. A package says what it is and on which terms it may be used.");
        }
        if (!SafeName.IsBundle(bundle.Name))
        {
            throw new InvalidDataException($"the bundle's folder is called '{bundle.Name}'; a name of letters, digits, '.', '_' and '-' is expected.");
        }
    }

    public BundleManifest Write(string path)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            BundleManifest manifest;
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                manifest = Write(stream);
            }
            File.Move(temporary, target, overwrite: true);
            return manifest;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private BundleManifest Write(FileStream stream)
    {
        var zip = new ZipWriter(stream);
        var packed = new SortedDictionary<string, PackedFile>(StringComparer.Ordinal);
        if (!files.ContainsKey(Dockerfile))
        {
            files[Dockerfile] = "";
        }
        foreach (var (name, path) in files)
        {
            packed[name] = path.Length > 0 ? Add(zip, name, path) : Add(zip, name, DockerText());
        }
        var summary = BundleSummary.Of(bundle);
        var manifest = new BundleManifest { Name = bundle.Name, Version = summary.Version, Task = summary.Task, Files = packed };
        zip.Add($"{bundle.Name}/{BundleManifest.FileName}", manifest.ToBytes());
        zip.Finish();
        return manifest;
    }

    private PackedFile Add(ZipWriter zip, string name, byte[] content)
    {
        zip.Add($"{bundle.Name}/{name}", content);
        return new(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
    }

    private PackedFile Add(ZipWriter zip, string name, string path)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = file.Length;
        zip.Add($"{bundle.Name}/{name}", length, write =>
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                write(buffer.AsSpan(0, read));
            }
        });
        return new(Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private void Collect(DirectoryInfo folder, string name)
    {
        CheckNoLink(folder, name);
        foreach (var file in folder.EnumerateFiles().Where(file => file.Name[0] != '.'))
        {
            Add($"{name}/{file.Name}", file);
        }
        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.Name[0] != '.' && inner.Name != "__pycache__"))
        {
            Collect(inner, $"{name}/{inner.Name}");
        }
    }

    private void Add(string name, FileInfo file)
    {
        CheckNoLink(file, name);
        if (SafeName.Fault(name) is { } fault)
        {
            throw new InvalidDataException($"the file '{name}' cannot be packed: {fault}. Rename it.");
        }
        if (!files.TryAdd(name, file.FullName))
        {
            throw new InvalidDataException($"there are two files for '{name}'; rename one.");
        }
    }

    private static void CheckNoLink(FileSystemInfo file, string name)
    {
        if (file.LinkTarget is not null)
        {
            throw new InvalidDataException($"'{name}' is a link; a package has files alone. Put the file itself in its place.");
        }
    }

    private static bool IsOfTop(string name) => name is Dockerfile or BundleLock.FileName or "README.md" or "NOTICE" or "CITATION.cff" || name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase);

    private byte[] DockerText()
    {
        var version = typeof(Bundle).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return Encoding.UTF8.GetBytes($$"""
            # docker build -t {{bundle.Name.ToLowerInvariant()}} .
            # docker run --rm -v "$PWD/scans:/scans" {{bundle.Name.ToLowerInvariant()}} --dataset_dir /scans --output_dir /scans/results
            FROM mcr.microsoft.com/dotnet/sdk:10.0 AS tool
            ARG MEDULLA_VERSION={{version}}
            ARG MEDULLA_SOURCE=
            RUN dotnet tool install Medulla.Cli --version ${MEDULLA_VERSION} ${MEDULLA_SOURCE:+--add-source $MEDULLA_SOURCE} --tool-path /opt/medulla

            FROM mcr.microsoft.com/dotnet/runtime:10.0
            COPY --from=tool /opt/medulla /opt/medulla
            COPY . /bundle
            WORKDIR /bundle
            ENTRYPOINT ["/opt/medulla/medulla", "run", "/bundle"]

            """.ReplaceLineEndings("\n"));
    }
}
