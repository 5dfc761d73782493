using Medulla.Data;
using Medulla.Data.Generated;

namespace Medulla.Cli.Tests;

/// <summary>Three made-up scans and a model that <c>medulla train</c> made of two of them, in a folder that goes with the tests.</summary>
public sealed class TrainedModel : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("medulla-cli-");

    public TrainedModel()
    {
        Items = Datalist.Load(new PhantomScans(Training: 3, Validation: 0, Test: 0, Seed: 1).Write(Data));
        Training = Train();
    }

    /// <summary>Folder with the list of scans.</summary>
    public string Data => this["data"];

    /// <summary>The model's folder.</summary>
    public string Model => this["model"];

    /// <summary>The scans.</summary>
    public IReadOnlyList<Sample> Items { get; }

    /// <summary>A path inside the folder.</summary>
    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>What training answered.</summary>
    internal CommandLine.Answer Training { get; }

    /// <summary>Trains for an epoch, or as many as asked for; of the three scans, the names hold out the first.</summary>
    internal CommandLine.Answer Train(params string[] more) => CommandLine.Invoke(
        ["train", "--data", Data, "--out", Model, "--held-out", "0.37", "--spacing", "6", "6", "6", "--patch", "16", "16", "16",
        "--channels", "4", "8", "--strides", "2", "--batch", "1", .. more.Contains("--epochs") ? more : ["--epochs", "1", .. more]]);

    public void Dispose() => folder.Delete(recursive: true);
}
