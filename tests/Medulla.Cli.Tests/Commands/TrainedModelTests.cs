using System.Text.Json;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Tests.Formats.Dicom;
using static Medulla.Cli.Tests.CommandLine;

namespace Medulla.Cli.Tests.Commands;

/// <summary>From train to evaluate and infer, on one tiny model.</summary>
[Collection(nameof(CommandLine))]
public class TrainedModelTests(TrainedModel made)
{
    private string Scan => (string)made.Items[2]["image"]!;

    [Fact]
    public void Train_LeavesAModelWithLogsAndCheckpoints()
    {
        Assert.Equal((0, ""), (made.Training.Code, made.Training.Error));
        Assert.Contains("2 cases to train on, 1 to validate on", made.Training.Output);
        Assert.Contains("epoch   1/1", made.Training.Output);
        Assert.Contains("best validation Dice", made.Training.Output);
        Assert.All(
            ["model.json", "model.safetensors", "training.jsonl", "curve.png", "checkpoints/last/state.json", "checkpoints/best/model.safetensors"],
            file => Assert.True(File.Exists(Path.Combine(made.Model, file)), file));
    }

    [Fact]
    public void Evaluate_ScoresTheHeldOutCase_OrAll()
    {
        var answer = Invoke("evaluate", "--model", made.Model, "--data", made.Data, "--held-out", "0.37");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.StartsWith("training_001", answer.Output);
        Assert.Contains("over 1 cases", answer.Output);
        Assert.Contains("liver", answer.Output);

        var all = JsonDocument.Parse(Invoke("evaluate", "--model", made.Model, "--data", Path.Combine(made.Data, "datalist.json"), "--all", "--json").Output).RootElement;
        Assert.Equal(3, all.GetProperty("cases").GetArrayLength());
        Assert.InRange(all.GetProperty("metrics").GetProperty("dice").GetDouble(), 0, 1);
    }

    [Fact]
    public void Infer_WritesALabelOnTheGridOfTheScan()
    {
        var output = made["label.nii.gz"];
        var answer = Invoke("infer", "--model", made.Model, "--input", Scan, "--output", output);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.StartsWith($"{output}: liver ", answer.Output);
        var (scan, label) = (ImageFile.ReadHeader(Scan), ImageFile.ReadHeader(output));
        Assert.Equal(scan.Shape, label.Shape);
        Assert.True(scan.Affine.IsClose(label.Affine, 1e-4), $"{scan.Affine} and {label.Affine}");
        Assert.Equal("UInt8", label.StoredType.ToString());
    }

    [Fact]
    public void Infer_TakesADicomSeries()
    {
        var series = made["series of dicom"];
        MadeDicom.Write(ImageFile.Read(Scan), series);
        var answer = Invoke("infer", "--model", made.Model, "--input", series, "--output", made["from dicom"] + "/");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        var (scan, label) = (ImageFile.ReadHeader(series), ImageFile.ReadHeader(Path.Combine(made["from dicom"], "series of dicom.nii.gz")));
        Assert.Equal(scan.Shape, label.Shape);
        Assert.True(scan.Affine.IsClose(label.Affine, 1e-4), $"{scan.Affine} and {label.Affine}");
    }

    [Fact]
    public void Infer_TakesAFolder_AndAnswersInJson()
    {
        var input = Path.GetDirectoryName(Scan)!;
        File.WriteAllText(Path.Combine(input, "notes.txt"), "no image");
        var answer = Invoke("infer", "--model", made.Model, "--input", input, "--output", made["labels"], "--json");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        var rows = JsonDocument.Parse(answer.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["training_001.nii.gz", "training_002.nii.gz", "training_003.nii.gz"], rows.Select(row => Path.GetFileName(row.GetProperty("output").GetString())));
        Assert.All(rows, row => Assert.True(File.Exists(row.GetProperty("output").GetString())));
        Assert.Equal(["liver", "spleen", "kidney"], rows[0].GetProperty("volumes_ml").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void MissingModel_IsSaid()
    {
        var answer = Invoke("infer", "--model", made["nowhere"], "--input", Scan, "--output", made["x.nii.gz"]);
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.Contains($"there is no model in {made["nowhere"]}", answer.ErrorLines[0]);
        Assert.False(File.Exists(made["x.nii.gz"]));
    }

    [Fact]
    public void MissingInput_IsSaid()
    {
        Assert.Contains(made["none.nii"], Invoke("infer", "--model", made.Model, "--input", made["none.nii"], "--output", made["x.nii.gz"]).ErrorLines[0]);
        Directory.CreateDirectory(made["empty"]);
        var answer = Invoke("infer", "--model", made.Model, "--input", made["empty"], "--output", made["x"]);
        Assert.Equal(1, answer.Code);
        Assert.Contains(".nii.gz", answer.ErrorLines[0]);
    }

    [Fact]
    public void DamagedModel_IsSaid()
    {
        var folder = Directory.CreateDirectory(made["damaged"]).FullName;
        File.Copy(Path.Combine(made.Model, "model.json"), Path.Combine(folder, "model.json"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "no weights");
        var answer = Invoke("infer", "--model", folder, "--input", Scan, "--output", made["x.nii.gz"]);
        Assert.Equal(1, answer.Code);
        Assert.Contains("model.safetensors", answer.ErrorLines[0]);
        Assert.StartsWith("hint: ", answer.ErrorLines[1]);
    }

    [Fact]
    public void Train_WithoutDataOrHeldOutCases_SaysSo()
    {
        var answer = Invoke("train", "--data", made["nowhere"], "--out", made["other"]);
        Assert.Equal(1, answer.Code);
        Assert.Contains("nowhere", answer.ErrorLines[0]);
        answer = Invoke("train", "--data", made.Data, "--out", made["other"], "--held-out", "0");
        Assert.Equal(1, answer.Code);
        Assert.Contains("--held-out", answer.ErrorLines[0]);
    }

    [Fact]
    public void Train_GoesOnFromACheckpoint()
    {
        var answer = made.Train("--epochs", "2", "--resume");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        Assert.DoesNotContain("epoch   1/2", answer.Output);
        Assert.Contains("epoch   2/2", answer.Output);
    }
}
