using System.Text.Json.Nodes;
using Medulla.Imaging;

namespace Medulla.Bundles.Workflows;

/// <summary>The choices behind a segmentation model: what the network sees, what it is, and how it is trained.</summary>
public sealed record Recipe
{
    /// <summary>Names of the labels by number; 0 is the background.</summary>
    public required Values<string> Labels { get; init; }

    /// <summary>Voxel size that images are resampled to, mm; those of the file if null.</summary>
    public Values<double>? Spacing { get; init; }

    /// <summary>Intensities (lower, upper) that are mapped to [0, 1], as for CT; if null, images are normalised by mean and deviation.</summary>
    public Values<double>? IntensityRange { get; init; }

    /// <summary>Size of the patches that the network is trained and run on.</summary>
    public Values<int> Patch { get; init; } = [64, 64, 64];

    /// <summary>Channels of each level of the U-Net.</summary>
    public Values<int> Channels { get; init; } = [16, 32, 64, 128];

    /// <summary>Step between levels.</summary>
    public Values<int> Strides { get; init; } = [2, 2, 2];

    /// <summary>Convolutions of each residual unit.</summary>
    public int ResidualUnits { get; init; } = 2;

    /// <summary>Number of epochs.</summary>
    public int Epochs { get; init; } = 50;

    /// <summary>Images in a batch; each gives <see cref="PatchesPerImage"/> patches.</summary>
    public int BatchSize { get; init; } = 2;

    /// <summary>Patches of each image in a batch.</summary>
    public int PatchesPerImage { get; init; } = 2;

    /// <summary>Largest learning rate; it falls to 0 along a cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Largest angle of random rotations, radians.</summary>
    public double Rotation { get; init; } = 0.25;

    /// <summary>Largest change of size by random scaling.</summary>
    public double Scaling { get; init; } = 0.1;

    /// <summary>How often rotation and scaling happen.</summary>
    public double AffineProbability { get; init; } = 0.5;

    /// <summary>Axes along which images may be mirrored; none if empty.</summary>
    public Values<int> MirrorAxes { get; init; } = [];

    /// <summary>Validate after every so many epochs.</summary>
    public int ValidateEvery { get; init; } = 5;

    /// <summary>Longest time to train; no limit if null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Base of all seeds.</summary>
    public uint Seed { get; init; }

    /// <summary>The description of the model, for <see cref="SegmentationModel.Create"/>.</summary>
    public JsonObject Describe() => new()
    {
        ["labels"] = Array(Labels),
        ["network"] = new JsonObject
        {
            ["_target_"] = "monai.networks.nets.UNet", ["spatial_dims"] = Patch.Count, ["in_channels"] = 1, ["out_channels"] = Labels.Count,
            ["channels"] = Array(Channels), ["strides"] = Array(Strides), ["num_res_units"] = ResidualUnits,
        },
        ["preprocessing"] = new JsonArray([.. Preprocessing(["image"])]),
        ["inferer"] = new JsonObject
        {
            ["_target_"] = "monai.inferers.SlidingWindowInferer", ["roi_size"] = Array(Patch), ["sw_batch_size"] = 2, ["overlap"] = 0.5, ["mode"] = "gaussian",
        },
    };

    /// <summary>The deterministic steps, as configuration, on an image alone or with its label.</summary>
    internal IEnumerable<JsonNode> Preprocessing(string[] keys)
    {
        JsonObject Step(string target, params (string Name, JsonNode? Value)[] arguments)
            => new([KeyValuePair.Create("_target_", (JsonNode?)target), KeyValuePair.Create("keys", (JsonNode?)new JsonArray([.. keys.Select(k => (JsonNode)k)])), .. arguments.Select(a => KeyValuePair.Create(a.Name, a.Value))]);
        JsonObject OnImage(string target, params (string Name, JsonNode? Value)[] arguments)
            => new([KeyValuePair.Create("_target_", (JsonNode?)target), KeyValuePair.Create("keys", (JsonNode?)"image"), .. arguments.Select(a => KeyValuePair.Create(a.Name, a.Value))]);

        yield return Step("monai.transforms.LoadImaged", ("ensure_channel_first", true));
        yield return Step("monai.transforms.Orientationd", ("axcodes", "RAS"));
        if (Spacing is not null)
        {
            JsonArray modes = [.. keys.Select(key => (JsonNode)(key == "image" ? "bilinear" : "nearest"))];
            yield return Step("monai.transforms.Spacingd", ("pixdim", Array(Spacing)), ("mode", modes));
        }
        yield return IntensityRange is { } range
            ? OnImage("monai.transforms.ScaleIntensityRanged", ("a_min", range[0]), ("a_max", range[1]), ("b_min", 0.0), ("b_max", 1.0), ("clip", true))
            : OnImage("monai.transforms.NormalizeIntensityd", ("channel_wise", true));
    }

    private static JsonArray Array<T>(IEnumerable<T> values) => [.. values.Select(value => JsonValue.Create(value))];
}
