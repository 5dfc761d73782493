using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

/// <summary>The code of docs/formats.md.</summary>
public sealed class DicomExample : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    [Fact]
    public void Example_Runs_AndIsThatOfThePage()
    {
        foreach (var (index, time) in new[] { 10, 10, 20, 20 }.Index())
        {
            temporary.Save($"{index}.dcm", MadeDicom.Slice(2, 2, index % 2, index + 1).Set("EchoTime", time).Bytes);
        }
        var folder = Path.GetDirectoryName(temporary["x"])!;
        // begin
        var found = DicomSeries.Find(folder);
        Console.WriteLine(found);                              // CT "abdomen", 120 files, 1.2.840...; 2 DICOM files without pixels; 1 other files
        var image = found.Choose().Read();                     // the only series; Choose(uid) where there are several
        var second = DicomSeries.Read(folder, new() { Dicom = new() { Volume = 1 } });
        var file = DicomFile.Read(found.Series[0].Files[0].Path);
        var echo = file.Dataset.Number(DicomTag.Named("EchoTime"));
        // end
        Assert.Equal([2, 2, 2, 2], image.Dimensions);
        Assert.Equal([2, 2, 2], second.Dimensions);
        Assert.Equal(10, echo);

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Medulla.slnx")))
        {
            root = root.Parent!;
        }
        var source = File.ReadAllText(Path.Combine(root.FullName, "tests", "Medulla.Imaging.Tests", "Formats", "Dicom", "DicomExample.cs"));
        var code = source.Split("        // begin\n")[1].Split("        // end\n")[0].Replace("        ", "", StringComparison.Ordinal);
        Assert.Contains($"```csharp\n{code}```", File.ReadAllText(Path.Combine(root.FullName, "docs", "formats.md")).Replace("        ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public void Dispose() => temporary.Dispose();
}
