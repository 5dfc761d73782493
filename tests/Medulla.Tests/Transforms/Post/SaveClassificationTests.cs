using Medulla.Data;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Post;

/// <summary>What classifiers say, in files.</summary>
public sealed class SaveClassificationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("medulla-classes").FullName;

    private string File => Path.Combine(folder, "predictions.csv");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Lines_HaveTheFileAndTheNumbers_WhereverTheNameStands()
    {
        System.IO.File.WriteAllText(File, "old");
        var step = new SaveClassification(["pred"], ["image_meta_dict"], OutputDir: folder);
        step.Apply(new Sample { ["pred"] = tensor(new float[] { 0.25f, 0.75f }), ["image"] = Image("a.png") });
        step.Apply(new Sample { ["pred"] = tensor(1f), ["image_meta_dict"] = new Sample { ["filename_or_obj"] = "b.png" } });
        Assert.Equal(["a.png,0.25,0.75", "b.png,1.0"], System.IO.File.ReadAllLines(File));
        new SaveClassification(["pred"], OutputDir: folder, Overwrite: false).Apply(new Sample { ["pred"] = Image("c.png") });
        Assert.Equal("c.png,3.0,4.0", System.IO.File.ReadAllLines(File)[2]);
    }

    [Fact]
    public void WithoutFlush_NothingIsWritten_UntilTheSaverIsTold()
    {
        var saver = new CsvSaver(folder);
        new SaveClassification(["pred"], Saver: saver, Flush: false).Apply(new Sample { ["pred"] = Image("a.png") });
        Assert.False(System.IO.File.Exists(File));
        saver.WriteLines();
        Assert.Equal(["a.png,3.0,4.0"], System.IO.File.ReadAllLines(File));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        Assert.Throws<ArgumentException>(() => new SaveClassification(["a", "b"]));
        var step = new SaveClassification(["pred"], ["image_meta_dict"], OutputDir: folder);
        Assert.Contains("image_meta_dict", Assert.Throws<TransformException>(() => step.Apply(new Sample { ["pred"] = tensor(1f) })).Message, StringComparison.Ordinal);
        Assert.Throws<TransformException>(() => step.Apply(new Sample { ["pred"] = "text", ["image"] = Image("a.png") }));
        Assert.False(System.IO.File.Exists(File));
    }

    private static MetaTensor Image(string name) => new(tensor(new float[] { 3, 4 }).view(2, 1, 1), metadata: new() { FileName = name });
}
