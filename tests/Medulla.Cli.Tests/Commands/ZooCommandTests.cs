using System.Text.Json;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public sealed class ZooCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-zoo").FullName;

    public ZooCommandTests()
    {
        Write("mine/configs/inference.json", """{"run": ["$print('it runs')"]}""");
        Write("mine/configs/metadata.json", """{"version": "1.2.3", "task": "Testing"}""");
        Write("mine/docs/README.md", "# Mine\n");
        Write("mine/LICENSE", "Apache-2.0\n");
        Write("scan.nii", "scan");
        Directory.CreateDirectory(this["zoo"]);
    }

    private string this[string name] => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void PackagedBundle_IsIndexed_Listed_Shown_Downloaded_AndRuns()
    {
        var file = this["zoo/mine_v1.2.3.zip"];
        Assert.Equal($"{file}: 6 files, ", Done("bundle", "package", this["mine"], "--out", file, "--example", this["scan.nii"])[..(file.Length + 11)]);
        Assert.Contains("mine 1.2.3: SHA-256", Done("zoo", "index", this["zoo"]), StringComparison.Ordinal);
        Assert.Contains("1.2.3", Done("zoo", "list", "--from", this["zoo"]), StringComparison.Ordinal);
        Assert.Contains("versions: 1.2.3", Done("zoo", "show", "mine", "--from", this["zoo"]), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Done("download", "mine", "--from", new Uri(this["zoo"]).AbsoluteUri, "--dir", this["here"], "--json"));
        Assert.Equal("SHA-256 checked", json.RootElement.GetProperty("check").GetString());
        Assert.Equal($"it runs{Environment.NewLine}", Done("run", this["here/mine"]));
        Assert.True(File.Exists(this["here/mine/examples/scan.nii"]));
    }

    [Fact]
    public void FolderWithBundles_IsASourceToo()
    {
        using var list = JsonDocument.Parse(Done("zoo", "list", "--from", folder, "--json"));
        Assert.Equal(["mine"], list.RootElement.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
        Assert.Contains("Testing", Done("zoo", "show", "mine", "--from", folder), StringComparison.Ordinal);
        Done("download", "mine", "--from", folder, "--dir", this["here"]);
        Assert.True(File.Exists(this["here/mine/LICENSE"]));
    }

    [Fact]
    public void ArchiveByItsPath_IsDownloaded_IfItsChecksumFits()
    {
        var file = this["mine_v1.2.3.zip"];
        Done("bundle", "package", this["mine"], "--out", file);
        Assert.Contains("mine 1.2.3 is in", Done("download", file, "--dir", this["here"]), StringComparison.Ordinal);
        var answer = CommandLine.Invoke("download", file, "--dir", this["there"], "--sha256", new string('0', 64));
        Assert.Equal(1, answer.Code);
        Assert.Contains("has the SHA256", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no bundle 'none'", "download", "none", "--from", "FOLDER")]
    [InlineData("no version 9", "zoo", "show", "mine", "--version", "9", "--from", "FOLDER")]
    [InlineData("no folder or index", "zoo", "list", "--from", "FOLDER/nowhere")]
    [InlineData("has no archives", "zoo", "index", "FOLDER/zoo")]
    [InlineData("already there", "download", "mine", "--from", "FOLDER", "--dir", "FOLDER")]
    public void Fault_IsOneLine(string message, params string[] words)
    {
        var answer = CommandLine.Invoke([.. words.Select(word => word.Replace("FOLDER", folder, StringComparison.Ordinal))]);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }

    private static string Done(params string[] words)
    {
        var answer = CommandLine.Invoke(words);
        Assert.True(answer.Code == 0, answer.Error);
        return answer.Output;
    }

    private void Write(string name, string text)
    {
        var path = this[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
