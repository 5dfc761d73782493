using Medulla.Weights.Archives;
using Kind = Medulla.Bundles.Zoo.ArchiveEntry.EntryKind;

namespace Medulla.Bundles.Zoo;

/// <summary>Where the files of an archive go; made from its list of entries, before anything is written.</summary>
internal sealed class UnpackingPlan
{
    private const string Foreign = "__MACOSX/";   // what macOS adds to archives
    private readonly string archive;
    private readonly long allowance;
    private readonly Dictionary<string, string> targets = new(StringComparer.Ordinal);

    private UnpackingPlan(string archive, long allowance) => (this.archive, this.allowance) = (archive, allowance);

    /// <summary>Name of the folder that the archive has at its top; null if the bundle lies at the top itself.</summary>
    public string? Top { get; private set; }

    /// <summary>Looks at all entries.</summary>
    /// <exception cref="InvalidDataException">An entry is not safe, the whole is too large, or it is no bundle.</exception>
    public static UnpackingPlan Of(string archive, ArchiveLimits limits)
    {
        var plan = new UnpackingPlan(archive, limits.Allowance(new FileInfo(archive).Length));
        var (count, bytes) = (0, 0L);
        List<string> files = [];
        HashSet<string> folders = new(StringComparer.OrdinalIgnoreCase), names = new(StringComparer.OrdinalIgnoreCase);
        ArchiveFile.Read(archive, plan.allowance, entry =>
        {
            if (++count > limits.MaxEntries)
            {
                throw plan.Refused($"it has more than {limits.MaxEntries} entries");
            }
            var name = entry.Kind == Kind.Folder ? entry.Name.TrimEnd('/') : entry.Name;
            name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
            if (entry.Kind == Kind.Folder && name is "" or ".")
            {
                return;
            }
            if (SafeName.Fault(name) is { } fault)
            {
                throw plan.Refused(entry, fault);
            }
            switch (entry.Kind)
            {
                case Kind.Link:
                    throw plan.Refused(entry, "it is a link");
                case Kind.Encrypted:
                    throw plan.Refused(entry, "it is encrypted");
                case Kind.Other:
                    throw plan.Refused(entry, "it is neither a file nor a folder");
                case Kind.File when !names.Add(name):
                    throw plan.Refused(entry, "there are two entries of this name, or names that differ in case alone");
                case Kind.File:
                    // A sum that overflows is too large as well.
                    bytes = entry.Length < 0 || bytes > plan.allowance - entry.Length ? throw plan.Refused($"its files have more than the {plan.allowance} bytes that may come of its {new FileInfo(archive).Length}") : bytes + entry.Length;
                    files.Add(name);
                    plan.targets.Add(entry.Name, name);
                    break;
                default:
                    folders.Add(name);
                    break;
            }
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
            {
                folders.Add(name[..slash]);
            }
        });
        if (files.FirstOrDefault(folders.Contains) is { } both)
        {
            throw plan.Refused($"'{both}' is a file and a folder in it");
        }
        plan.FindRoot(files);
        return plan;
    }

    /// <summary>Writes the files into a folder that is there.</summary>
    /// <exception cref="InvalidDataException">An entry's content is not what its header says.</exception>
    public void Write(string folder, CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        ArchiveFile.Read(archive, allowance, entry =>
        {
            cancel.ThrowIfCancellationRequested();
            if (!entry.IsFile || !targets.TryGetValue(entry.Name, out var name))
            {
                return;
            }
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var (length, crc) = (0L, 0u);
            using var content = entry.Open();
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                length += read;
                if (length > entry.Length)
                {
                    break;
                }
                crc = Crc32.Append(crc, buffer.AsSpan(0, read));
                file.Write(buffer, 0, read);
            }
            if (length != entry.Length || (entry.Crc is { } expected && crc != expected))
            {
                throw Refused(entry, length != entry.Length ? "its content is not as long as its header says" : "its checksum does not match; the file is damaged");
            }
        });
    }

    /// <summary>Finds the folder that has configs/, the top or a single one in it, and takes it off the names.</summary>
    private void FindRoot(List<string> files)
    {
        foreach (var (entry, _) in targets.Where(pair => pair.Value.StartsWith(Foreign, StringComparison.Ordinal)).ToList())
        {
            targets.Remove(entry);
        }
        files.RemoveAll(name => name.StartsWith(Foreign, StringComparison.Ordinal));
        if (files.Exists(name => name.StartsWith("configs/", StringComparison.Ordinal)))
        {
            return;
        }
        var tops = files.Select(name => name.Split('/')[0]).Distinct().ToList();
        if (tops is not [var top] || !files.Exists(name => name.StartsWith($"{top}/configs/", StringComparison.Ordinal)))
        {
            throw Refused("it is no bundle: configs/ is expected at its top, or in the one folder there");
        }
        Top = top;
        foreach (var (entry, name) in targets.ToList())
        {
            targets[entry] = name[(top.Length + 1)..];
        }
    }

    private InvalidDataException Refused(ArchiveEntry entry, string cause) => Refused($"the entry '{Printable(entry.Name)}' is refused: {cause}");

    private InvalidDataException Refused(string cause) => new($"{Path.GetFileName(archive)}: {cause}. Nothing of it is kept.");

    private static string Printable(string name) => string.Concat(name.Take(200).Select(c => char.IsControl(c) ? '?' : c));
}
