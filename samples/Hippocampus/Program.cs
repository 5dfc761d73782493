// Trains a 3-D U-Net on the Medical Segmentation Decathlon's Task04 (hippocampus MRI, two labels), in its published layout.
//
//   dotnet run -c Release --project samples/Hippocampus -- --data DIR --out DIR [--minutes N] [--floor DICE]
//
// The data (CC-BY-SA 4.0) is to be had from medicaldecathlon.com, Task04_Hippocampus.
using System.Globalization;
using System.Text.Json;
using Medulla;
using Medulla.Bundles.Workflows;
using Medulla.Data;
using Medulla.Training;
using Medulla.Transforms;
using Medulla.Visualization;

var (data, output, minutes, floor) = Arguments.Parse(args);
var list = Path.Combine(data, "dataset.json");
if (!File.Exists(list))
{
    Console.Error.WriteLine($"{list} is not there. Download Task04_Hippocampus from medicaldecathlon.com, unpack it, and give its folder as --data.");
    return 2;
}

// A fixed split: whether a case is held out depends on its name alone.
var items = Datalist.Load(list).ToLookup(item => Datalist.IsHeldOut(Path.GetFileName((string)item["image"]!).Split('.')[0], 0.2));
var labels = Datalist.Labels(list).OrderBy(label => label.Key).Select(label => label.Value).ToArray();
Console.WriteLine($"{items[false].Count()} cases to train on, {items[true].Count()} to validate on, labels: {string.Join(", ", labels)}");

var recipe = new Recipe
{
    Labels = labels,
    Patch = [40, 56, 40],
    Channels = [16, 32, 64, 128],
    Strides = [1, 2, 2],
    BatchSize = 4,
    PatchesPerImage = 1,
    Epochs = 40,
    LearningRate = 2e-3,
    ValidateEvery = 5,
    TimeLimit = TimeSpan.FromMinutes(minutes),
    Seed = 4,
};
using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => (pressed.Cancel, _) = (true, cancel.CancelAsync());
var progress = new ProgressLog(Console.Out, live: !Console.IsOutputRedirected);
var training = new SegmentationTraining(recipe, [.. items[false]], [.. items[true]], output);
var (model, state) = training.Run([progress], cancel: cancel.Token);
using (model)
{
    model.Save(output);
    LearningCurve.Of(state).Save(Path.Combine(output, "curve.png"));

    // Every validation case: Dice and 95 % Hausdorff distance of each label, and a picture of the best, median and worst.
    using var validation = new CacheDataset([.. items[true]], new Compose([.. training.Preprocessing]));
    var evaluator = SegmentationTraining.Evaluator(model, validation, [SegmentationTraining.Dice, SegmentationTraining.Hausdorff95]);
    var result = evaluator.Run(model.Network);
    Report.Write(result, labels[1..], output);
    Report.Pictures(result, evaluator, model, labels, output);

    var dice = result.Metrics["dice"];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"mean validation Dice {dice:0.0000} ({string.Join(", ", labels[1..].Zip(result.Classes["dice"], (name, d) => $"{name} {d:0.000}"))}), Hausdorff-95 {result.Metrics["hausdorff95"]:0.00} mm"));
    Console.WriteLine($"model and pictures are in {output}; use it: medulla infer --model {output} --input IMAGE --output LABEL");
    if (dice < floor)
    {
        Console.Error.WriteLine($"the mean Dice is below the floor of {floor}.");
        return 1;
    }
    return 0;
}
