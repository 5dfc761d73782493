using System.Security.Cryptography;
using Medulla.Bundles.Tests.Workflows;
using Medulla.Bundles.Zoo;

namespace Medulla.Bundles.Tests.Zoo;

public sealed class BundleSourceTests : IDisposable
{
    private readonly BundleFolder folder = new();
    private readonly SmallServer server = new();
    private readonly byte[] archive;

    public BundleSourceTests()
    {
        folder.Write("models/model.pt", new string('w', 300_000));
        Directory.CreateDirectory(Root);
        BundleArchive.Pack(folder.Load(), Path.Combine(Root, "small_v0.1.0.zip"));
        archive = File.ReadAllBytes(Path.Combine(Root, "small_v0.1.0.zip"));
        server.Files["/zoo/small_v0.1.0.zip"] = archive;
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    private string Root => folder.Beside("root");

    private string Here => folder.Beside("here");

    private string Sha256 => Convert.ToHexStringLower(SHA256.HashData(archive));

    [Fact]
    public void FolderOfBundlesAndArchives_ListsBoth_AndGivesThem()
    {
        CopyBundle("other");
        var source = BundleSource.Open(Root);
        Assert.Equal([("other", "0.1.0"), ("small", "0.1.0")], source.Entries.Select(entry => (entry.Name, entry.Version)));
        Assert.Equal("copied from a folder", source.Download("other", Here).Check);
        var downloaded = source.Download("small", Here);
        Assert.Equal(Path.Combine(Here, "small"), downloaded.Bundle.Root);
        Assert.StartsWith("not checked", downloaded.Check, StringComparison.Ordinal);
    }

    [Fact]
    public void OwnIndex_IsWritten_AndItsChecksumsAreChecked()
    {
        Assert.Equal((Sha256, archive.Length), (ZooIndex.Write(Root)[0].Sha256, ZooIndex.Write(Root)[0].Size));
        Assert.Equal("SHA-256 checked", BundleSource.Open(new Uri(Root).AbsoluteUri).Download("small", Here).Check);
        archive[^40] ^= 1;
        File.WriteAllBytes(Path.Combine(Root, "small_v0.1.0.zip"), archive);
        Assert.Contains("has the SHA256", Assert.Throws<InvalidDataException>(() => BundleSource.Open(Root).Download("small", folder.Beside("b"))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Beside("b")));
    }

    [Fact]
    public void NewestVersion_IsTaken_UnlessOneIsNamed()
    {
        foreach (var version in (string[])["0.9.0", "0.10.0", "0.10.0-rc.1"])
        {
            File.WriteAllBytes(Path.Combine(Root, $"small_v{version}.zip"), archive);
        }
        var source = BundleSource.Open(Root);
        Assert.Equal(["0.1.0", "0.9.0", "0.10.0-rc.1", "0.10.0"], source.Entries.Select(entry => entry.Version));
        Assert.Equal(("0.10.0", "0.9.0"), (source.Find("small").Version, source.Find("small", "0.9.0").Version));
        Assert.Contains("it has 0.1.0, 0.9.0", Assert.Throws<FileNotFoundException>(() => source.Find("small", "7")).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'small'?", Assert.Throws<FileNotFoundException>(() => source.Find("smal")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelZooIndex_OverHttp_IsCheckedBySha1_WhichIsSaid()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(archive);
        var sha1 = Convert.ToHexStringLower(hash.GetHashAndReset());
        Serve("/zoo/model_info.json", ModelZooIndex(sha1));
        Assert.StartsWith("SHA-1 checked", BundleSource.Open($"{server.Root}/zoo/").Download("small", Here).Check, StringComparison.Ordinal);
        Assert.Equal(["/zoo/zoo.json", "/zoo/model_info.json", "/zoo/small_v0.1.0.zip"], server.Requests);
        Assert.Equal(["small"], Directory.EnumerateFileSystemEntries(Here).Select(Path.GetFileName));
        Serve("/zoo/model_info.json", ModelZooIndex(new string('0', 40)));
        Assert.Throws<InvalidDataException>(() => BundleSource.Open($"{server.Root}/zoo/model_info.json").Download("small", folder.Beside("b")));
    }

    [Fact]
    public void CutDownload_GoesOnWhereItWas()
    {
        ServeOwnIndex();
        var source = BundleSource.Open($"{server.Root}/zoo");
        server.CutAfter = 100_000;
        Assert.ThrowsAny<IOException>(() => source.Download("small", Here));
        var part = Assert.Single(Directory.EnumerateFiles(Here, "*.part"));
        var have = new FileInfo(part).Length;
        Assert.InRange(have, 1, 100_000);
        Assert.Equal("SHA-256 checked", source.Download("small", Here).Check);
        Assert.Equal($"/zoo/small_v0.1.0.zip bytes={have}-", server.Requests.Last());
        Assert.Equal(["small"], Directory.EnumerateFileSystemEntries(Here).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(false, "\"one\"")]
    [InlineData(true, "\"two\"")]
    public void ServerWithoutRanges_OrWithAnotherFileByNow_StartsOver(bool takesRanges, string etag)
    {
        CutOnce();
        (server.TakesRanges, server.ETag) = (takesRanges, etag);
        Assert.True(Directory.Exists(BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here).Bundle.Root));
        Assert.Contains("bytes=", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void PartsThatDoNotBelongTogether_AreReadAgain_WhereAChecksumTells()
    {
        server.ETag = null;
        CutOnce(Sha256);
        var part = Assert.Single(Directory.EnumerateFiles(Here, "*.part"));
        File.WriteAllBytes(part, new byte[new FileInfo(part).Length]);
        Assert.Equal("SHA-256 checked", BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here, new() { Sha256 = Sha256.ToUpperInvariant() }).Check);
        Assert.Equal([true, false], server.Requests.TakeLast(2).Select(request => request.Contains("bytes=", StringComparison.Ordinal)));
    }

    [Fact]
    public void RestOfAFileWithoutAnyMark_IsNotAskedFor()
    {
        server.ETag = null;
        CutOnce();
        BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here);
        Assert.DoesNotContain("bytes=", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void WholePart_IsNotReadAgain()
    {
        CutOnce();
        var part = Assert.Single(Directory.EnumerateFiles(Here, "*.part"));
        File.WriteAllBytes(part, archive);
        BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here);
        Assert.Equal($"/zoo/small_v0.1.0.zip bytes={archive.Length}-", server.Requests.Last());
    }

    [Fact]
    public void OtherSize_IsRefused_BeforeItIsRead()
    {
        Serve("/zoo/zoo.json", """{"bundles": [{"name": "small", "version": "0.1.0", "file": "small_v0.1.0.zip", "size": 12}]}""");
        Assert.Contains("the index says 12", Assert.Throws<InvalidDataException>(() => BundleSource.Open($"{server.Root}/zoo").Download("small", Here)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Here));
    }

    [Fact]
    public void SilentServer_IsGivenUp()
    {
        server.IsSilent = true;
        Assert.Contains("was silent", Assert.Throws<IOException>(() => BundleSource.DownloadFrom(
            $"{server.Root}/zoo/small_v0.1.0.zip", Here, new() { Patience = TimeSpan.FromMilliseconds(200) })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StoppedDownload_KeepsWhatIsHere()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => BundleSource.DownloadFrom(
            $"{server.Root}/zoo/small_v0.1.0.zip", Here, new() { Progress = (_, _) => stop.Cancel() }, stop.Token));
        Assert.NotEmpty(Directory.EnumerateFiles(Here, "*.part"));
    }

    [Theory]
    [InlineData("file:///etc/passwd", "points to")]
    [InlineData("ftp://127.0.0.1/a.zip", "points to")]
    public void IndexOnTheWeb_PointsToTheWebAlone(string file, string message)
    {
        Serve("/zoo/zoo.json", $$"""{"bundles": [{"name": "small", "version": "0.1.0", "file": "{{file}}"}]}""");
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => BundleSource.Open($"{server.Root}/zoo")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"bundles": [{"name": "../evil", "version": "1", "file": "a.zip"}]}""", "cannot name a bundle")]
    [InlineData("""{"bundles": [{"name": "a", "version": "1", "file": "../a.zip"}]}""", "leads out of its folder")]
    [InlineData("""{"bundles": [{"name": "a", "version": "1", "file": "/etc/a.zip"}]}""", "absolute path")]
    [InlineData("""{"bundles": [{"name": "a", "version": "1"}]}""", "has no file")]
    [InlineData("""{"bundles": [{"version": "1"}]}""", "has no name")]
    [InlineData("""{"bundles": [{"name": "a", "version": "1", "file": "a.zip", "sha256": "12"}]}""", "64 hexadecimal digits")]
    [InlineData("""{"bundles": [{"name": "a", "version": "1", "file": "a.zip", "size": -1}]}""", "-1 bytes")]
    [InlineData("""{"a_v1": {"checksum": "12", "source": "http://x/a.zip"}}""", "40 hexadecimal digits")]
    [InlineData("""{"a_v1": 5}""", "a bundle is an object")]
    [InlineData("[]", "an object is expected")]
    [InlineData("{", "no index of bundles")]
    public void DamagedIndex_IsRefused(string json, string message)
    {
        File.WriteAllText(Path.Combine(Root, "zoo.json"), json);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => BundleSource.Open(Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingSources_AreNamed()
    {
        Assert.Throws<DirectoryNotFoundException>(() => BundleSource.Open(folder.Beside("nowhere")));
        Assert.Contains("no index of bundles", Assert.Throws<DirectoryNotFoundException>(() => BundleSource.Open($"{server.Root}/empty")).Message, StringComparison.Ordinal);
        Assert.Contains("status 404", Assert.Throws<IOException>(() => BundleSource.DownloadFrom($"{server.Root}/zoo/none.zip", Here)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => BundleSource.DownloadFrom(folder.Beside("none.zip"), Here));
        Assert.Throws<ArgumentException>(() => BundleSource.Open("ftp://example.org/zoo"));
        Assert.Throws<ArgumentException>(() => BundleSource.DownloadFrom("https://example.org/", Here));
        Assert.Throws<FileNotFoundException>(() => ZooIndex.Write(folder.Root));
    }

    [Fact]
    public void BundleThatIsThere_IsNotReplaced_NorAskedFor()
    {
        Directory.CreateDirectory(Path.Combine(Here, "small", "mine"));
        Assert.Contains("already there", Assert.Throws<IOException>(() => BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here)).Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("zz")]
    public void ChecksumThatIsNone_IsRejected(string sha256)
        => Assert.Contains("64 hexadecimal digits", Assert.Throws<ArgumentException>(() => BundleSource.Open(Root).Download("small", Here, options: new() { Sha256 = sha256 })).Message, StringComparison.Ordinal);

    private void CutOnce(string? sha256 = null)
    {
        server.CutAfter = 100_000;
        Assert.ThrowsAny<IOException>(() => BundleSource.DownloadFrom($"{server.Root}/zoo/small_v0.1.0.zip", Here, new() { Sha256 = sha256 }));
    }

    private void ServeOwnIndex()
    {
        ZooIndex.Write(Root);
        server.Files["/zoo/zoo.json"] = File.ReadAllBytes(Path.Combine(Root, "zoo.json"));
    }

    private string ModelZooIndex(string sha1) => $$"""{"small_v0.1.0": {"checksum": "{{sha1}}", "source": "{{server.Root}}/zoo/small_v0.1.0.zip"} }""";

    private void Serve(string path, string text) => server.Files[path] = System.Text.Encoding.UTF8.GetBytes(text);

    private void CopyBundle(string name)
    {
        foreach (var path in Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Root, name, Path.GetRelativePath(folder.Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
