using System.Globalization;
using System.Text.Json;
using Medulla.Training;

namespace Medulla.Tests.Training;

[Collection(nameof(Alone))]
public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private TrainingState Train(int epochs, ITrainingCallback log, Func<double>? score = null, bool resume = false)
    {
        using var run = new TinyRun(new() { Epochs = epochs, ValidateEvery = 2, CheckpointDir = folder["run"] }, validate: true, score: score, callbacks: log);
        if (resume)
        {
            run.Trainer.Resume(Path.Combine(folder["run"], "last"));
        }
        return run.Trainer.Run();
    }

    private string Shown(bool live)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Train(2, new ProgressLog(text, live), () => 0.25);
        return text.ToString();
    }

    [Fact]
    public void JsonLines_AreObjects_ThatAResumedRunGoesOnWith()
    {
        var path = folder["logs/run.jsonl"];
        Train(2, new JsonLinesLog(path), () => 0.5);
        var state = Train(3, new JsonLinesLog(path), () => double.NaN, resume: true);
        var lines = File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["started", "epoch", "epoch", "ended", "started", "epoch", "ended"], lines.Select(line => line.GetProperty("event").GetString()));
        Assert.All(lines, line => Assert.Equal(TimeSpan.Zero, line.GetProperty("time").GetDateTimeOffset().Offset));

        var epochs = lines.Where(line => line.GetProperty("event").GetString() == "epoch").ToList();
        Assert.Equal([1, 2, 3], epochs.Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.Equal(state.Losses, epochs.Select(line => line.GetProperty("loss").GetDouble()));
        Assert.Equal(3 * TinyRun.Steps, epochs[2].GetProperty("iteration").GetInt32());
        Assert.Equal(0.05 / 2, epochs[0].GetProperty("learning_rate").GetDouble(), 1e-12);
        Assert.Equal(JsonValueKind.Null, epochs[0].GetProperty("validation").ValueKind);
        Assert.Equal(0.5, epochs[1].GetProperty("validation").GetProperty("score").GetDouble());
        Assert.Equal("NaN", epochs[2].GetProperty("validation").GetProperty("score").GetString());
        Assert.Equal(2, lines[^1].GetProperty("best_epoch").GetInt32());
    }

    [Fact]
    public void TensorBoard_FindsItsFile()
    {
        Train(2, new TensorBoardLog(folder["board"]));
        var file = Assert.Single(Directory.GetFiles(folder["board"]));
        Assert.Contains("tfevents", Path.GetFileName(file));
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file));
        Assert.All(["train/loss", "train/epoch_loss", "train/learning_rate", "validation/score"], name => Assert.Contains(name, text));
    }

    [Fact]
    public void PlainProgress_IsALineForEachEpoch()
    {
        var lines = Shown(live: false).TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^epoch   1/2  loss \d\.\d{4}  \[0:\d\d, 0:\d\d left\]$", lines[0]);
        Assert.Matches(@"^epoch   2/2  loss \d\.\d{4}  score 0\.2500  \(best\)  \[0:\d\d, 0:00 left\]$", lines[1]);
    }

    [Fact]
    public void LiveProgress_RewritesItsLine_AndLeavesNothingOfALongerOne()
    {
        var lines = Shown(live: true).TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        foreach (var line in lines)
        {
            var written = line.Split('\r', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(written, one => one.Contains("[========================] 3/3"));
            Assert.All(written.Zip(written.Skip(1)), pair => Assert.True(pair.Second.Length >= pair.First.TrimEnd().Length));
            Assert.Contains("left]", written[^1]);
        }
    }
}
