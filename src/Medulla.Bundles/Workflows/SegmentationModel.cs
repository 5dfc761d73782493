using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Training;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// A trained segmentation model in a folder: <c>model.safetensors</c> with the weights and <c>model.json</c> with everything needed
/// to run it: network, preprocessing, inferer and the names of the labels, each by component name and arguments.
/// </summary>
public sealed class SegmentationModel : IDisposable
{
    /// <summary>Name of the description in a model's folder.</summary>
    public const string DescriptionFile = "model.json";

    private const string ImageKey = "image", PredictionKey = "pred";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly JsonObject description;

    private SegmentationModel(JsonObject description, nn.Module<Tensor, Tensor> network, Compose preprocessing, SlidingWindowInferer inferer, Values<string> labels)
        => (this.description, Network, Preprocessing, Inferer, Labels) = (description, network, preprocessing, inferer, labels);

    /// <summary>Images [B, C, spatial...] to scores of each label [B, K, spatial...].</summary>
    public nn.Module<Tensor, Tensor> Network { get; }

    /// <summary>From a path under "image" to the image that the network sees; its spatial steps can be undone.</summary>
    public Compose Preprocessing { get; }

    /// <summary>How the network is run on an image of any size.</summary>
    public SlidingWindowInferer Inferer { get; }

    /// <summary>Names of the labels by number; 0 is the background.</summary>
    public Values<string> Labels { get; }

    /// <summary>A model as described.</summary>
    /// <param name="description">"network", "preprocessing" (a list), "inferer" and "labels" (names by number).</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="ConfigException">A part is missing or cannot be built.</exception>
    public static SegmentationModel Create(JsonObject description, ComponentRegistry? registry = null)
    {
        var config = Config.Parse(description.ToJsonString(), registry);
        T Part<T>(string name)
            where T : class
            => !config.Contains(name) ? throw new ConfigException(name, $"the model's description has no '{name}'.")
                : config.Resolve(name) as T ?? throw new ConfigException(name, $"this is no {typeof(T).Name}.");
        var steps = Part<List<object?>>("preprocessing").Select(step => step as ITransform
            ?? throw new ConfigException("preprocessing", $"{step ?? "null"} is no transform."));
        var labels = Part<List<object?>>("labels").Select(name => name?.ToString() ?? "");
        return new(description, Part<nn.Module<Tensor, Tensor>>("network"), new Compose(Values.From(steps)), Part<SlidingWindowInferer>("inferer"), Values.From(labels));
    }

    /// <summary>A model from its folder, or from the folder of a bundle that segments.</summary>
    /// <exception cref="FileNotFoundException">The folder has no description or no weights.</exception>
    /// <exception cref="ConfigException">The description cannot be used.</exception>
    /// <exception cref="WeightsFormatException">The weights are damaged, or of another network.</exception>
    public static SegmentationModel Load(string directory, ComponentRegistry? registry = null)
    {
        var (file, weights) = (Path.Combine(directory, DescriptionFile), Path.Combine(directory, Checkpoint.ModelFile));
        if (!File.Exists(file) && Directory.Exists(Path.Combine(directory, "configs")))
        {
            return Load(Bundle.Load(directory), registry: registry);
        }
        foreach (var needed in (string[])[file, weights])
        {
            if (!File.Exists(needed))
            {
                throw new FileNotFoundException($"there is no model in {directory}: {Path.GetFileName(needed)} is missing. A model's folder is what 'medulla train --out' leaves.", needed);
            }
        }
        JsonObject description;
        try
        {
            description = JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new ConfigException(DescriptionFile, "this is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new ConfigException(DescriptionFile, $"not valid JSON: {e.Message}", e);
        }
        return Create(description, registry).With(weights);
    }

    /// <summary>
    /// The model of a bundle that segments one image: "network_def", "preprocessing" and "inferer" as its configuration "inference" writes them, and the
    /// names of the channels of "pred" as its metadata give them.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="weights">A file of weights; the bundle's <c>models/model.pt</c> if null.</param>
    /// <param name="registry">Where components are found; the default one if null.</param>
    /// <exception cref="FileNotFoundException">There is no such configuration, or no weights.</exception>
    /// <exception cref="ConfigException">A part is missing, refers to others, or cannot be built.</exception>
    /// <exception cref="WeightsFormatException">The weights are damaged, or of another network.</exception>
    public static SegmentationModel Load(Bundle bundle, string? weights = null, ComponentRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var config = Config.Load([bundle.ConfigFile("inference")], registry);
        var labels = bundle.Metadata["network_data_format"]?["outputs"]?[PredictionKey]?["channel_def"] as JsonObject
            ?? throw new ConfigException("metadata.json", $"the bundle {bundle.Name} names no channels of '{PredictionKey}' (channel_def), so its labels have no names.");
        var description = new JsonObject
        {
            ["labels"] = new JsonArray([.. labels.OrderBy(label => int.Parse(label.Key, CultureInfo.InvariantCulture)).Select(label => label.Value?.DeepClone())]),
            ["network"] = JsonSerializer.SerializeToNode(config["network_def"]),
            ["preprocessing"] = JsonSerializer.SerializeToNode(config["preprocessing::transforms"]),
            ["inferer"] = JsonSerializer.SerializeToNode(config["inferer"]),
        };
        return Create(description, registry).With(weights ?? Path.Combine(bundle.Root, "models", "model.pt"));
    }

    /// <summary>This with weights from a file, ready to run.</summary>
    private SegmentationModel With(string weights)
    {
        Network.LoadWeights(weights);
        Network.eval();
        return this;
    }

    /// <summary>Writes the model to a folder; files are replaced once the new ones are whole.</summary>
    public void Save(string directory)
    {
        Directory.CreateDirectory(directory);
        Network.SaveWeights(Path.Combine(directory, Checkpoint.ModelFile));
        var file = Path.Combine(directory, DescriptionFile);
        File.WriteAllText(file + ".new", description.ToJsonString(Indented) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Segments the image in a file.</summary>
    /// <param name="path">The image.</param>
    /// <param name="progress">Told the share of the work that is done, in [0, 1].</param>
    /// <returns>Label numbers, uint8 [1, spatial...], on the grid of the file.</returns>
    public MetaTensor Segment(string path, IProgress<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var sample = Preprocessing.Apply(new Sample { [ImageKey] = path }, seed: 0);
        var image = sample.Image(ImageKey);
        var device = Network.parameters().FirstOrDefault()?.device ?? CPU;
        var scores = (Inferer with { OnProgress = progress }).Infer(image.Data.unsqueeze(0).to(device), Network)[0].cpu();
        var labels = Restore(sample.With(PredictionKey, new MetaTensor(scores, image.Affine, image.Metadata).WithApplied(image.Applied)));
        labels.Data.MoveToOuterDisposeScope();
        return labels;
    }

    /// <summary>Scores under "pred" to label numbers on the grid of the file that "image" came from.</summary>
    private MetaTensor Restore(Sample sample)
    {
        // Probabilities are interpolated rather than labels: borders stay smooth where voxel sizes differ.
        var probabilities = sample.With(PredictionKey, new Activations(Softmax: true).Apply(sample.Image(PredictionKey)));
        var restored = (Sample)((ITransform)new Invert.Keyed(PredictionKey, Preprocessing, ImageKey, NearestInterp: false)).Run(probabilities, default)!;
        return new AsDiscrete(Argmax: true, Dtype: ScalarType.Byte).Apply(restored.Image(PredictionKey));
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();
}
