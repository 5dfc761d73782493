using System.Text.Json;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Tests.Formats.Dicom;
using Medulla.Weights;
using TorchSharp;
using static Medulla.Cli.Tests.CommandLine;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public class InfoCommandTests(TrainedModel made)
{
    private string Scan => (string)made.Items[0]["image"]!;

    [Fact]
    public void Scan_IsDescribed()
    {
        var answer = Invoke("info", Scan);
        var header = ImageFile.ReadHeader(Scan);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains($"{string.Join(" x ", header.Shape)}, int16", answer.Output);
        Assert.Contains(" mm", answer.Output);
        Assert.All(["spacing", "orientation", "origin", "affine", "intensity"], word => Assert.Contains(word, answer.Output));
        Assert.DoesNotContain("not finite", answer.Output);
    }

    [Fact]
    public void Json_HoldsWhatTheFileHolds()
    {
        var answer = Invoke("info", Scan, "--json");
        var header = ImageFile.ReadHeader(Scan);
        var json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.Equal(0, answer.Code);
        Assert.Equal(Scan, json.GetProperty("file").GetString());
        Assert.Equal(header.Shape, json.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64()));
        Assert.Equal(("int16", 1, 0), (json.GetProperty("stored_as").GetString(), json.GetProperty("channels").GetInt64(), json.GetProperty("not_finite").GetInt64()));
        Assert.All(json.GetProperty("spacing_mm").EnumerateArray(), s => Assert.InRange(s.GetDouble(), 2.6, 3.4));
        string[] ascending = ["minimum", "p01", "median", "p99", "maximum"];
        var levels = ascending.Select(name => json.GetProperty(name).GetDouble()).ToList();
        Assert.Equal(levels.Order(), levels);
        Assert.InRange(json.GetProperty("mean").GetDouble(), levels[1], levels[3]);
    }

    [Fact]
    public void SeriesOfDicom_IsAnImage_AndSeveralAreListed()
    {
        MadeDicom.Write(ImageFile.Read(Scan), made["dicom"]);
        var (ofFile, ofSeries) = (JsonDocument.Parse(Invoke("info", Scan, "--json").Output).RootElement, JsonDocument.Parse(Invoke("info", made["dicom"], "--json").Output).RootElement);
        foreach (var name in new[] { "shape", "spacing_mm", "orientation", "median", "maximum" })
        {
            Assert.Equal(ofFile.GetProperty(name).ToString(), ofSeries.GetProperty(name).ToString());
        }
        File.Delete(Path.Combine(made["dicom"], "slice004.dcm"));
        Assert.Matches("warning +its [0-9]+ slices are not evenly spaced", Invoke("info", made["dicom"]).Output);
        File.WriteAllBytes(Path.Combine(made["dicom"], "scout"), MadeDicom.Slice(2, 2).Set("SeriesInstanceUID", "9.9").Set("SeriesDescription", "scout").Bytes);
        var answer = Invoke("info", made["dicom"]);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Contains("CT \"scout\", 1 file, 9.9\n", answer.Output);
        Assert.Contains("2 series", answer.Output);
        Assert.Equal(2, JsonDocument.Parse(Invoke("info", made["dicom"], "--json").Output).RootElement.GetProperty("series").GetArrayLength());
        Directory.Delete(made["dicom"], recursive: true);
    }

    [Fact]
    public void Weights_AreListed_WithShapesAndTypes()
    {
        using var scope = torch.NewDisposeScope();
        PyTorchFile.Save(made["net.pt"], new Dictionary<string, torch.Tensor> { ["conv.weight"] = torch.ones([4, 1, 3]), ["steps"] = torch.tensor(5L) });
        var answer = Invoke("info", made["net.pt"]);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.Matches(@"conv\.weight +4 x 1 x 3 +float32", answer.Output);
        Assert.Contains("torch.save: 2 tensors, 13 numbers", answer.Output);
        var json = JsonDocument.Parse(Invoke("info", made["net.pt"], "--json").Output).RootElement;
        Assert.Equal("steps int64", $"{json.GetProperty("tensors")[1].GetProperty("name")} {json.GetProperty("tensors")[1].GetProperty("dtype")}");
    }

    [Fact]
    public void WeightsThatAreNone_AreOneLineAndAHint()
    {
        File.WriteAllText(made["garbage.pt"], "this is no network");
        var answer = Invoke("info", made["garbage.pt"]);
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.Contains("garbage.pt", answer.ErrorLines[0]);
        Assert.StartsWith("hint: the file of weights is damaged", answer.ErrorLines[1]);
    }

    [Theory]
    [InlineData("garbage.nii")]
    [InlineData("garbage.nii.gz")]
    [InlineData("garbage.xyz")]
    public void Garbage_IsOneLineThatNamesTheFile(string name)
    {
        File.WriteAllText(made[name], "this is no image");
        var answer = Invoke("info", made[name]);
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.StartsWith("medulla: ", answer.ErrorLines[0]);
        Assert.Contains(name, answer.ErrorLines[0]);
        Assert.All(answer.ErrorLines.Skip(1), line => Assert.StartsWith("hint: ", line));
        Assert.DoesNotContain("   at ", answer.Error);
    }

    [Fact]
    public void MissingFile_IsSaid_WithAHint()
    {
        var answer = Invoke("info", made["none.nii"]);
        Assert.Equal(1, answer.Code);
        Assert.Contains("none.nii", answer.ErrorLines[0]);
        Assert.Equal("hint: check the path; relative ones start from the current folder.", answer.ErrorLines[1]);
    }
}
