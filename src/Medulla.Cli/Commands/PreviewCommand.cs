using System.CommandLine;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Profiling;
using Medulla.Transforms;
using Medulla.Visualization;

namespace Medulla.Cli.Commands;

/// <summary><c>medulla preview</c>: what a pipeline does to an item, step by step.</summary>
internal static class PreviewCommand
{
    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "JSON file with a list of transforms (_target_ and arguments), or a model's folder." };
        var pipeline = new Option<string?>("--pipeline") { Description = "Which member of CONFIG is the pipeline, where several could be." };
        var data = new Option<string?>("--data") { Description = $"{TrainCommand.DataOption().Description![..^1]}, to take the item from." };
        var section = new Option<string>("--section") { Description = "Section of the dataset.", DefaultValueFactory = _ => "training" };
        var item = new Option<int>("--item") { Description = "Number of the item, from 0." };
        var input = new Option<string?>("--input") { Description = "An image file, instead of an item of a dataset." };
        var label = new Option<string?>("--label") { Description = "The label file that goes with --input." };
        var output = new Option<string?>("--out") { Description = "The picture to write, a PNG file." };
        var key = new Option<string>("--key") { Description = "Key of the image to show.", DefaultValueFactory = _ => "image" };
        var seed = new Option<uint>("--seed") { Description = "Seed of the random steps." };
        var size = new Option<int>("--size") { Description = "Longer side of each image in the picture, pixels.", DefaultValueFactory = _ => new PreviewOptions().TileSize };
        var profile = new Option<bool>("--profile") { Description = "Show time and memory of each step." };
        var runs = new Option<int>("--runs") { Description = "How often to run the pipeline for --profile.", DefaultValueFactory = _ => 3 };
        var json = Run.JsonOption();
        return new Command("preview", "Show the image after each step of a pipeline, side by side in a picture; with --profile, what each step takes.")
        {
            config, pipeline, data, section, item, input, label, output, key, seed, size, profile, runs, json,
        }.WithAction((parsed, _) =>
        {
            var steps = PipelineFile.Load(parsed.GetRequiredValue(config), parsed.GetValue(pipeline));
            var sample = ItemOf(parsed.GetValue(data), parsed.GetRequiredValue(section), parsed.GetValue(item), parsed.GetValue(input), parsed.GetValue(label));
            var options = new PreviewOptions { Key = parsed.GetRequiredValue(key), Seed = parsed.GetValue(seed), TileSize = parsed.GetValue(size) };
            if (parsed.GetValue(output) is null && !parsed.GetValue(profile))
            {
                throw new ArgumentException("give --out FILE.png for the picture, --profile for the table, or both.");
            }
            Show(steps, sample, options, parsed.GetValue(output), parsed.GetValue(profile) ? parsed.GetValue(runs) : null, parsed.GetValue(json));
        });
    }

    private static void Show(Compose pipeline, Sample sample, PreviewOptions options, string? output, int? runs, bool json)
    {
        PipelinePreview? preview = null;
        if (output is not null)
        {
            preview = PipelinePreview.Of(pipeline, sample, options);
            preview.Picture.Save(output);
        }
        var profile = runs is { } count ? PipelineProfile.Of(pipeline, sample, count, options.Seed) : null;
        if (json)
        {
            Run.Print(new { picture = output, images = preview?.Steps, runs = profile?.Runs, profile = profile?.Steps });
            return;
        }
        if (preview is not null)
        {
            Console.WriteLine($"{output}: {preview.Steps.Count} {(preview.Steps.Count == 1 ? "image" : "images")}");
        }
        if (profile is not null)
        {
            Console.Write(profile);
        }
    }

    private static Sample ItemOf(string? data, string section, int number, string? input, string? label)
    {
        if (input is not null == data is not null)
        {
            throw new ArgumentException("give either --data with --item, or --input (and --label).");
        }
        if (input is not null)
        {
            return label is null ? new Sample { ["image"] = input } : new Sample { ["image"] = input, ["label"] = label };
        }
        var items = Datalist.Load(TrainCommand.ListOf(data!), section);
        return number >= 0 && number < items.Count ? items[number]
            : throw new ArgumentException($"--item is {number}; section '{section}' has {items.Count} items, from 0.");
    }
}
