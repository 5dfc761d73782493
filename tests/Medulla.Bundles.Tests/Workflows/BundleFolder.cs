using System.Text.Json.Nodes;
using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Tests.Workflows;

/// <summary>A small bundle in a folder that goes with the test.</summary>
public sealed class BundleFolder : IDisposable
{
    public const string Inference = """
        {"bundle_root": ".", "channels": [4, 8], "device": "$torch.device('cpu')",
         "network_def": {"_target_": "UNet", "spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": "@channels", "strides": [2]}}
        """;

    public const string Metadata = """
        {"version": "0.1.0", "changelog": {"0.1.0": "made"}, "monai_version": "1.5.0", "pytorch_version": "2.10.0", "numpy_version": "1.26.4", "name": "Small", "task": "Testing",
         "description": "A bundle to test with.", "authors": "Nobody", "copyright": "None", "eval_metrics": {"mean_dice": 0.5},
         "network_data_format": {
           "inputs": {"image": {"type": "image", "format": "magnitude", "num_channels": 1, "spatial_shape": ["4*n", "2**p*n"], "dtype": "float32", "value_range": [0, 1], "is_patch_data": true}},
           "outputs": {"pred": {"type": "image", "format": "segmentation", "num_channels": 2, "spatial_shape": ["4*n", "2**p*n"], "dtype": "float32", "value_range": [0, 1],
                                "channel_def": {"0": "background", "1": "organ"}}}}}
        """;

    private readonly string parent = Directory.CreateTempSubdirectory("medulla-bundle").FullName;

    public BundleFolder()
    {
        Write("configs/inference.json", Inference);
        Write("configs/metadata.json", Metadata);
        Write("docs/README.md", "# Small\n");
        Write("LICENSE", "Apache-2.0\n");
        Write("models/model.pt", "weights");
    }

    public string Root => Path.Combine(parent, "small");

    /// <summary>A path beside the bundle.</summary>
    public string Beside(string name) => Path.Combine(parent, name);

    public Bundle Load() => Bundle.Load(Root);

    public void Write(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Changes the metadata: the value at a path with dots, removed if null.</summary>
    public void Set(string path, JsonNode? value)
    {
        var metadata = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "configs", "metadata.json")))!;
        var parts = path.Split('.');
        var at = parts[..^1].Aggregate(metadata, (node, part) => (JsonObject)node[part]!);
        at.Remove(parts[^1]);
        if (value is not null)
        {
            at[parts[^1]] = value;
        }
        Write("configs/metadata.json", metadata.ToJsonString());
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);
}
