using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Medulla.Bundles.Tests.Workflows;
using Medulla.Bundles.Workflows;
using Medulla.Bundles.Zoo;

namespace Medulla.Bundles.Tests.Zoo;

public sealed class BundleArchiveTests : IDisposable
{
    private readonly BundleFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Zip => folder.Beside("a.zip");

    private string Target => folder.Beside("unpacked");

    [Fact]
    public void PackedBundle_ComesBackAsItWas_WithDockerfileAndManifest()
    {
        folder.Write("examples/own.txt", "own");
        var example = folder.Beside("scan.nii");
        File.WriteAllText(example, "scan");
        var manifest = BundleArchive.Pack(folder.Load(), Zip, [example]);
        var bundle = BundleArchive.Unpack(Zip, Target);
        Assert.Equal(
            ["Dockerfile", "LICENSE", "configs/inference.json", "configs/metadata.json", "docs/README.md", "examples/own.txt", "examples/scan.nii", "models/model.pt"], manifest.Files.Keys);
        Assert.Equal(("small", "0.1.0", "Testing"), (manifest.Name, manifest.Version, manifest.Task));
        Assert.Equal("scan", File.ReadAllText(Path.Combine(bundle.Root, "examples", "scan.nii")));
        Assert.Empty(BundleManifest.Load(bundle.Root)!.Differences(bundle.Root));
        Assert.Contains("ENTRYPOINT [\"/opt/medulla/medulla\", \"run\", \"/bundle\"]", File.ReadAllText(Path.Combine(bundle.Root, "Dockerfile")), StringComparison.Ordinal);
        using var zip = ZipFile.OpenRead(Zip);
        Assert.All(zip.Entries, entry => Assert.StartsWith("small/", entry.FullName, StringComparison.Ordinal));
        Assert.Equal(manifest.Files.Count + 1, zip.Entries.Count);
    }

    [Fact]
    public void SameBundle_GivesTheSameBytes_WhateverItsTimesAndOutputs()
    {
        BundleArchive.Pack(folder.Load(), Zip);
        var before = File.ReadAllBytes(Zip);
        folder.Write("eval/result.txt", "not packed");
        folder.Write("configs/.hidden", "not packed");
        File.SetLastWriteTimeUtc(Path.Combine(folder.Root, "LICENSE"), DateTime.UnixEpoch);
        BundleArchive.Pack(folder.Load(), Zip);
        Assert.Equal(before, File.ReadAllBytes(Zip));
        BundleArchive.Pack(BundleArchive.Unpack(Zip, folder.Beside("again/small")), Zip);
        Assert.Equal(before, File.ReadAllBytes(Zip));
        Assert.Equal("small_v0.1.0.zip", BundleArchive.FileName(folder.Load()));
    }

    [Fact]
    public void IncompleteBundle_IsNotPacked_AndSaysWhatIsMissing()
    {
        File.Delete(Path.Combine(folder.Root, "LICENSE"));
        File.Delete(Path.Combine(folder.Root, "docs", "README.md"));
        Assert.Contains("LICENSE, docs/README.md are missing", Assert.Throws<InvalidDataException>(() => BundleArchive.Pack(folder.Load(), Zip)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Zip));
    }

    [Fact]
    public void Links_AreNotPacked()
    {
        File.CreateSymbolicLink(Path.Combine(folder.Root, "configs", "passwords.json"), "/etc/passwd");
        Assert.Contains("is a link", Assert.Throws<InvalidDataException>(() => BundleArchive.Pack(folder.Load(), Zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExamplesOfOneName_AreRejected()
    {
        File.WriteAllText(folder.Beside("a.nii"), "1");
        Assert.Contains("two files for 'examples/a.nii'", Assert.Throws<InvalidDataException>(
            () => BundleArchive.Pack(folder.Load(), Zip, [folder.Beside("a.nii"), folder.Beside("a.nii")])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => BundleArchive.Pack(folder.Load(), Zip, [folder.Beside("none")]));
    }

    public static TheoryData<string, string> BadNames => new()
    {
        { "../evil.txt", "leads out of its folder" },
        { "b/configs/../../../evil.txt", "leads out of its folder" },
        { "/etc/evil", "absolute path" },
        { "C:/evil.txt", "drive letter" },
        { "C:evil.txt", "drive letter" },
        { "..\\evil.txt", "the character '\\'" },
        { "b/file.txt:stream", "the character ':'" },
        { "b//evil.txt", "empty part" },
        { "b/./evil.txt", "empty part" },
        { "b/nul.txt", "a device on Windows" },
        { "b/evil.", "ends in a dot" },
        { "b/e\u0001vil", "U+0001" },
        { "b/configs/METADATA.json", "two entries of this name" },
        { "b/configs/metadata.json", "two entries of this name" },
        { "b/configs", "a file and a folder" },
        { "b/LICENSE/inner", "a file and a folder" },
        { "other/file", "it is no bundle" },
    };

    [Theory, MemberData(nameof(BadNames))]
    public void BadName_IsRefused_InZipAndTar_BeforeAnythingIsWritten(string name, string cause)
    {
        WriteZip(("b/configs/metadata.json", "{}"), ("b/LICENSE", "x"), (name, "evil"));
        Refused(Zip, cause);
        var tar = folder.Beside("a.tar.gz");
        using (var writer = new TarWriter(new GZipStream(File.Create(tar), CompressionLevel.Fastest)))
        {
            foreach (var entry in (string[])["b/configs/metadata.json", "b/LICENSE", name])
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream("{}"u8.ToArray()) });
            }
        }
        Refused(tar, cause);
    }

    [Fact]
    public void LinkInAZip_IsRefused()
    {
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Create))
        {
            Add(zip, "b/configs/metadata.json", "{}");
            Add(zip, "b/link", "/etc/passwd").ExternalAttributes = 0xA1FF << 16;
        }
        Refused(Zip, "it is a link");
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink, "it is a link")]
    [InlineData(TarEntryType.HardLink, "it is a link")]
    [InlineData(TarEntryType.Fifo, "neither a file nor a folder")]
    [InlineData(TarEntryType.CharacterDevice, "neither a file nor a folder")]
    public void LinksAndDevicesInATar_AreRefused(TarEntryType type, string cause)
    {
        var tar = folder.Beside("a.tar");
        using (var writer = new TarWriter(File.Create(tar)))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "b/configs/metadata.json") { DataStream = new MemoryStream("{}"u8.ToArray()) });
            var entry = new PaxTarEntry(type, "b/odd");
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            {
                entry.LinkName = "/etc/passwd";
            }
            writer.WriteEntry(entry);
        }
        Refused(tar, cause);
    }

    [Fact]
    public void Bombs_AreRefused_InZipAndTar()
    {
        var zeros = new byte[80 << 20];
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Create))
        {
            Add(zip, "b/configs/metadata.json", "{}");
            using var stream = zip.CreateEntry("b/models/model.pt").Open();
            stream.Write(zeros);
        }
        Refused(Zip, "that may come of its");
        var tar = folder.Beside("a.tar.gz");
        using (var writer = new TarWriter(new GZipStream(File.Create(tar), CompressionLevel.SmallestSize)))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "b/configs/metadata.json") { DataStream = new MemoryStream("{}"u8.ToArray()) });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "b/models/model.pt") { DataStream = new MemoryStream(zeros) });
        }
        Refused(tar, "that may come of its");
    }

    [Fact]
    public void Limits_CanBeNarrower()
    {
        WriteZip(("b/configs/metadata.json", "{}"), ("b/a", "1"), ("b/c", "2"));
        Assert.Contains("more than 2 entries", Assert.Throws<InvalidDataException>(() => BundleArchive.Unpack(Zip, Target, new(MaxEntries: 2))).Message, StringComparison.Ordinal);
        Assert.Contains("more than the 3 bytes", Assert.Throws<InvalidDataException>(() => BundleArchive.Unpack(Zip, Target, new(MaxBytes: 3))).Message, StringComparison.Ordinal);
        Assert.Equal("unpacked", BundleArchive.Unpack(Zip, Target, new(MaxBytes: 4, MaxEntries: 3)).Name);
    }

    [Fact]
    public void LiesOfHeaders_AreFound_AndNothingIsKept()
    {
        WriteZip(("b/configs/metadata.json", "{}"), ("b/a", "content of the file"));
        var bytes = File.ReadAllBytes(Zip);
        var text = Encoding.Latin1.GetString(bytes);
        var at = text.LastIndexOf("PK\x01\x02", StringComparison.Ordinal);
        bytes[at + 16] ^= 1;   // the checksum in the directory
        File.WriteAllBytes(Zip, bytes);
        Refused(Zip, "checksum does not match");
        bytes[at + 16] ^= 1;
        bytes[at + 24] -= 1;   // the length there
        File.WriteAllBytes(Zip, bytes);
        Refused(Zip, "a.zip");
    }

    [Fact]
    public void EncryptedEntries_AreRefused()
    {
        WriteZip(("b/configs/metadata.json", "{}"));
        var bytes = File.ReadAllBytes(Zip);
        var at = Encoding.Latin1.GetString(bytes).LastIndexOf("PK\x01\x02", StringComparison.Ordinal);
        (bytes[at + 8], bytes[6]) = ((byte)(bytes[at + 8] | 1), (byte)(bytes[6] | 1));
        File.WriteAllBytes(Zip, bytes);
        Refused(Zip, "it is encrypted");
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("PK\x03\x04 and nothing else")]
    [InlineData("\x1f\x8b\x08 cut off")]
    [InlineData("some text that is no archive at all")]
    public void DamagedArchives_AreRefused(string content)
    {
        File.WriteAllBytes(Zip, Encoding.Latin1.GetBytes(content));
        Refused(Zip, "no archive");
    }

    [Fact]
    public void CutArchives_AreRefused_WhereverTheyAreCut()
    {
        BundleArchive.Pack(folder.Load(), Zip);
        var bytes = File.ReadAllBytes(Zip);
        for (var length = 1; length < bytes.Length; length += 97)
        {
            File.WriteAllBytes(Zip, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => BundleArchive.Unpack(Zip, Target));
        }
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public void BundleAtTheTop_AndWhatMacOsAdds_AreTaken()
    {
        WriteZip(("configs/metadata.json", "{}"), ("__MACOSX/._configs", "x"), ("LICENSE", "y"));
        var bundle = BundleArchive.Unpack(Zip, Target);
        Assert.Equal(["LICENSE", "configs"], Directory.EnumerateFileSystemEntries(bundle.Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Dockerfile", "changed", "Dockerfile is not as it was packed")]
    [InlineData("configs/more.json", "{}", "configs/more.json is not in the manifest")]
    [InlineData("LICENSE", null, "LICENSE is missing")]
    public void ManifestThatDoesNotFit_IsRefused(string name, string? content, string cause)
    {
        BundleArchive.Pack(folder.Load(), Zip);
        using (var zip = ZipFile.Open(Zip, ZipArchiveMode.Update))
        {
            zip.GetEntry($"small/{name}")?.Delete();
            if (content is not null)
            {
                Add(zip, $"small/{name}", content);
            }
        }
        Refused(Zip, cause);
    }

    [Fact]
    public void FolderThatIsThere_IsNotTouched()
    {
        BundleArchive.Pack(folder.Load(), Zip);
        Directory.CreateDirectory(Target);
        BundleArchive.Unpack(Zip, Target);
        Assert.Contains("already there", Assert.Throws<IOException>(() => BundleArchive.Unpack(Zip, Target)).Message, StringComparison.Ordinal);
    }

    private void Refused(string archive, string cause)
    {
        var before = Directory.EnumerateFileSystemEntries(folder.Beside("")).Order().ToList();
        Assert.Contains(cause, Assert.Throws<InvalidDataException>(() => BundleArchive.Unpack(archive, Target)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder.Beside("")).Order());
    }

    private void WriteZip(params (string Name, string Content)[] entries)
    {
        using var zip = ZipFile.Open(Zip, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            Add(zip, name, content);
        }
    }

    private static ZipArchiveEntry Add(ZipArchive zip, string name, string content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        using var stream = entry.Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
        return entry;
    }
}
