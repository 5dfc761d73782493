using System.Text.Json;
using SkiaSharp;
using static Medulla.Cli.Tests.CommandLine;

namespace Medulla.Cli.Tests.Commands;

[Collection(nameof(CommandLine))]
public class PreviewCommandTests(TrainedModel made)
{
    [Fact]
    public void ModelsFolder_IsPreviewedOnAnItem()
    {
        var answer = Invoke("preview", made.Model, "--data", made.Data, "--item", "1", "--out", made["preview.png"], "--size", "128");
        Assert.Equal((0, ""), (answer.Code, answer.Error));
        // LoadImage, Orientation, Spacing and NormalizeIntensity.
        Assert.Equal($"{made["preview.png"]}: 4 images", answer.Output.Trim());
        using var picture = SKBitmap.Decode(made["preview.png"]);
        Assert.Equal(4 * (128 + 14) + 14, picture.Width);
    }

    [Fact]
    public void Profile_IsATable_OrJson()
    {
        var config = made["pipeline.json"];
        File.WriteAllText(config, """
            [{"_target_": "LoadImaged", "keys": ["image", "label"], "ensure_channel_first": true},
             {"_target_": "RandCropByPosNegLabeld", "keys": ["image", "label"], "label_key": "label", "spatial_size": [16, 16, 16], "num_samples": 2}]
            """);
        string[] item = ["--input", (string)made.Items[0]["image"]!, "--label", (string)made.Items[0]["label"]!];
        var table = Invoke(["preview", config, .. item, "--profile", "--runs", "1"]);
        Assert.Equal((0, ""), (table.Code, table.Error));
        Assert.All(["mean ms", "LoadImage (image, label)", "RandCropByPosNegLabel", "all"], word => Assert.Contains(word, table.Output));

        var answer = Invoke(["preview", config, .. item, "--profile", "--runs", "1", "--json", "--out", made["patches.png"]]);
        var json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.True(File.Exists(json.GetProperty("picture").GetString()));
        Assert.Equal([1, 2], json.GetProperty("profile").EnumerateArray().Select(step => step.GetProperty("items").GetInt32()));
        Assert.True(json.GetProperty("profile")[0].GetProperty("milliseconds").GetDouble() > 0);
        var last = json.GetProperty("images")[1];
        Assert.Equal("RandCropByPosNegLabel", last.GetProperty("name").GetString());
        Assert.Equal([16, 16, 16], last.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
    }

    [Theory]
    [InlineData("--out", "x.png")]
    [InlineData("--data", "DATA")]
    [InlineData("--data", "DATA", "--input", "a.nii", "--out", "x.png")]
    [InlineData("--data", "DATA", "--item", "3", "--out", "x.png")]
    [InlineData("--data", "DATA", "--profile", "--runs", "0")]
    [InlineData("--data", "DATA", "--key", "scan", "--out", "x.png")]
    [InlineData("--data", "DATA", "--pipeline", "none", "--out", "x.png")]
    public void WhatCannotBeDone_IsSaidInALine(params string[] options)
    {
        var answer = Invoke(["preview", made.Model, .. options.Select(option => option == "DATA" ? made.Data : option)]);
        Assert.Equal((1, ""), (answer.Code, answer.Output));
        Assert.Single(answer.ErrorLines);
        Assert.False(File.Exists("x.png"));
    }
}
