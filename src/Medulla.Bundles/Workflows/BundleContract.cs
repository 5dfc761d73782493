using System.Text.Json;
using System.Text.Json.Nodes;
using Medulla.Data;
using Medulla.Engines;
using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.Utility;

namespace Medulla.Bundles.Workflows;

/// <summary>
/// What a bundle's metadata say of the images that its network takes, after preprocessing: channels, axes, size where images are whole,
/// and the range of values.
/// </summary>
public sealed class BundleContract
{
    /// <summary>Values may lie outside the stated range by this part of it: interpolation and float16 need not keep it exactly.</summary>
    private const double Slack = 1e-2;

    private BundleContract(IReadOnlyDictionary<string, Contract> inputs) => Inputs = inputs;

    /// <summary>The contract of each input by its name.</summary>
    public IReadOnlyDictionary<string, Contract> Inputs { get; }

    /// <summary>The contract that "network_data_format" of metadata states; inputs that are no images have none.</summary>
    /// <param name="metadata">What <c>metadata.json</c> says.</param>
    public static BundleContract Of(JsonObject metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var inputs = metadata["network_data_format"]?["inputs"] as JsonObject ?? [];
        return new(inputs.Where(pair => pair.Value is JsonObject format && Text(format["type"]) == "image")
            .ToDictionary(pair => pair.Key, pair => Terms((JsonObject)pair.Value!)));
    }

    /// <summary>Whatever a sample breaks of the contract; nothing if it keeps it. Inputs that it does not have are not asked about.</summary>
    public IReadOnlyList<ContractViolation> Violations(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return [.. Inputs.Where(input => sample.TryGetValue(input.Key, out var value) && value is MetaTensor or TorchSharp.torch.Tensor)
            .SelectMany(input => input.Value.Violations(sample.Image(input.Key), input.Key))];
    }

    /// <summary>Looks at every sample of an engine's run before the network sees it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="mode">What happens when a sample breaks the contract.</param>
    public void Attach(Engine engine, ContractMode mode)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (mode == ContractMode.Off || Inputs.Count == 0)
        {
            return;
        }
        engine.AddEventHandler(EngineEvent.IterationStarted, _ =>
        {
            var violations = (engine.State.Batch as Batch)?.Samples.SelectMany(Violations).ToList() ?? [];
            if (violations.Count > 0 && mode == ContractMode.Strict)
            {
                throw new ContractException(violations);
            }
            violations.ForEach(violation => engine.Logger.Warn($"contract: {violation}"));
        });
    }

    private static Contract Terms(JsonObject format)
    {
        var shape = (format["spatial_shape"] as JsonArray)?.ToList();
        var range = (format["value_range"] as JsonArray)?.Select(Number).ToList();
        var isPatch = format["is_patch_data"]?.GetValueKind() == JsonValueKind.True;
        return new(
            Channels: Number(format["num_channels"]) is { } channels and > 0 ? (int)channels : default(int?),
            SpatialDims: shape is { Count: > 0 } ? shape.Count : default(int?),
            SpatialSize: shape is { Count: > 0 } && !isPatch ? Values.From(shape.Select(size => Number(size) is { } n ? (int)n : -1)) : null,
            ValueRange: range is [{ } low, { } high] && low < high ? new Interval(low, high) : default(Interval?),
            ValueTolerance: range is [{ } from, { } to] && from < to ? Slack * (to - from) : 0,
            Finite: true);
    }

    private static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? node.GetValue<double>() : null;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
