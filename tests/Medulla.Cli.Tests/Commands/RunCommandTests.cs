using Medulla.Conformance.Runs;
using Medulla.Data.Generated;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public sealed class RunCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-run").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Published bundles with recorded results, where the folder with them stands beside the repository.</summary>
    public static TheoryData<string> Recorded => [.. Zoo is null ? ["none"] : RecordedRun.Find(Zoo).Select(run => run.Name)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void PublishedBundle_GivesTheRecordedResults(string name)
    {
        Assert.SkipWhen(Zoo is null, "the published bundles do not stand beside the repository.");
        var run = RecordedRun.Find(Zoo!).Single(run => run.Name == name);
        run.Prepare(folder);
        var answer = At(folder, ["run", run.ConfigFile, run.Id, .. run.Overrides.SelectMany(pair => new[] { $"--{pair.Id}", pair.Value })]);
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Empty(run.Differences(folder));
    }

    [Fact]
    public void Bundle_RunsWithItsFolderAsRoot_AndOverrides()
    {
        Write("configs/inference.json", """
            {"imports": ["$import os"], "bundle_root": ".", "word": "none", "times": [1, 2], "initialize": ["$print('first')"],
             "run": ["$print(os.path.basename(@bundle_root), @word, @times)"], "other": ["$print('other')"]}
            """);
        var answer = CommandLine.Invoke("run", folder, "--word", "here", "--times#1=5");
        Assert.Equal((0, $"first{Environment.NewLine}{Path.GetFileName(folder)} here [1, 5]{Environment.NewLine}"), (answer.Code, answer.Output));
        Assert.EndsWith($"other{Environment.NewLine}", CommandLine.Invoke("run", folder, "other").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDemosBundle_ComesWithTheCommand_AndIsFineTunedOnOtherDataInALine()
    {
        var bundle = Path.Combine(AppContext.BaseDirectory, "zoo", "phantom_organ_segmentation");
        var before = File.ReadAllBytes(Path.Combine(bundle, "models", "model.pt"));
        new PhantomScans(Training: 2, Validation: 1, Test: 0, Seed: 5).Write(Path.Combine(folder, "data"));
        var answer = At(folder, [
            "run", bundle, "training", "--config", "train", "--finetune", "true", "--dataset_dir", "data", "--epochs", "1", "--val_interval", "1",
            "--num_classes", "5", "--strict_shape", "false", "--ckpt_dir", "tuned"]);
        Assert.True(answer.Code == 0, answer.Error);
        Assert.Contains("val_mean_dice", answer.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "tuned", "model.pt")));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(bundle, "models", "model.pt")));
    }

    [Theory]
    [InlineData(new[] { "run", "." }, "there is no bundle")]
    [InlineData(new[] { "run", "configs/a.json", "evaluate" }, "no such item to run")]
    [InlineData(new[] { "run", "configs/a.json", "--nowhere#x", "1" }, "there is no 'nowhere'")]
    [InlineData(new[] { "run", "configs/a.json", "--word" }, "no value comes after it")]
    [InlineData(new[] { "run", "configs/b.json" }, "there is no bundle or configuration")]
    [InlineData(new[] { "run", "configs/a.json", "--word", "$1 +" }, "column")]
    public void Fault_IsOneLine(string[] words, string message)
    {
        Write("configs/a.json", """{"word": 1, "run": ["$print(@word)"]}""");
        Directory.CreateDirectory(Path.Combine(folder, "empty"));
        var answer = At(words[1] == "." ? Path.Combine(folder, "empty") : folder, words);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }

    private static string? Zoo => PublishedConfigs.Folder;

    private static CommandLine.Answer At(string place, string[] words)
    {
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(place);
        try
        {
            return CommandLine.Invoke(words);
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
