using Medulla.Bundles.Components;
using Medulla.Bundles.Configuration;
using Medulla.Engines;
using Medulla.Imaging;
using Medulla.Inferers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Workflows;

/// <summary>Whether a bundle's network takes and gives what the metadata say: it is called once, on random values.</summary>
/// <param name="Network">The network's class.</param>
/// <param name="Inputs">What it was called with, such as "image [1, 1, 96, 96, 96] Float32".</param>
/// <param name="Outputs">What it gave.</param>
/// <param name="Faults">Where output and metadata differ: channels, element type, or spatial shape of an image.</param>
/// <param name="Notes">What could not be asked, or need not mean anything.</param>
public sealed record NetworkVerification(string Network, Values<string> Inputs, Values<string> Outputs, Values<string> Faults, Values<string> Notes)
{
    /// <summary>Where the metadata stand in a configuration.</summary>
    internal const string MetadataId = "_meta_";

    private const string FormatId = MetadataId + "::network_data_format";
    private const long MaxElements = 1L << 31;

    /// <summary>Whether nothing differs.</summary>
    public bool IsValid => Faults.Count == 0;

    /// <summary>
    /// Makes the network, calls it in evaluation mode, and compares. The input "image" is given where the metadata have one, otherwise all inputs in
    /// their order; values are uniform in [0, 1), integers in the value range. Networks for float16 run in float32 on the CPU.
    /// </summary>
    /// <param name="config">A configuration with the metadata, as <see cref="Bundle.CreateConfig"/> gives it.</param>
    /// <param name="netId">The network's item.</param>
    /// <param name="sizes">What shapes leave open.</param>
    /// <param name="device">Where it runs; a CUDA device if there is one, otherwise the CPU, if null.</param>
    /// <param name="arguments">Further arguments of the call by name.</param>
    /// <exception cref="ConfigException">The network cannot be made or called, or the metadata do not say what it takes.</exception>
    public static NetworkVerification Of(
        Config config, string netId = "network_def", FreeSizes? sizes = null, Device? device = null, IReadOnlyDictionary<string, object?>? arguments = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(netId);
        sizes ??= new();
        device ??= cuda.is_available() ? CUDA : CPU;
        var (inputs, outputs) = (Formats(config, "inputs"), Formats(config, "outputs"));
        var taken = inputs.Any(input => input.Name == "image") ? [inputs.First(input => input.Name == "image")] : inputs;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = config.Resolve<nn.Module>(netId).to(device);
        var wasTraining = network.training;
        var isHalf = taken.Any(input => Dtype(input) == ScalarType.Float16);
        if (isHalf && device.type == DeviceType.CUDA)
        {
            network.to(ScalarType.Float16);
        }
        network.eval();
        try
        {
            var given = taken.Select(input => Random(input, sizes, device)).ToList();
            var found = Call(network, netId, given, arguments);
            List<string> faults = [], notes = [];
            if (isHalf && device.type == DeviceType.CPU)
            {
                notes.Add("the metadata ask for float16, which the CPU does not compute in: it ran in float32, and element types were not compared.");
            }
            Compare(found, outputs, sizes, compareDtype: !(isHalf && device.type == DeviceType.CPU), faults, notes);
            return new(
                network.GetName(), Values.From(taken.Zip(given, (format, tensor) => $"{format.Name} {Text(tensor)}")),
                Values.From(found.Tensors.Select((tensor, i) => $"{found.Names?[i] ?? (i < outputs.Count ? outputs[i].Name : $"output {i}")} {Text(tensor)}")), Values.From(faults), Values.From(notes));
        }
        finally
        {
            network.train(wasTraining);
        }
    }

    private static IReadOnlyList<TensorFormat> Formats(Config config, string group)
    {
        var id = $"{FormatId}::{group}";
        var formats = config.Contains(id) ? TensorFormat.All(config[id]) : [];
        return formats.Count > 0 ? formats : throw new ConfigException($"network_data_format.{group}", "the metadata say of no tensor here what it is; give the network's inputs and outputs.");
    }

    private static Tensor Random(TensorFormat format, FreeSizes sizes, Device device)
    {
        // A number for each item of the batch, such as a time step, has no axis but the batch.
        long[] shape = format.Type == "timesteps" ? [1] : [1, .. format.Channels > 0 ? new[] { (long)format.Channels } : [], .. sizes.Shape(format)];
        if (shape.Aggregate(1.0, (product, size) => product * size) > MaxElements)
        {
            throw new ConfigException($"{format.Name}.spatial_shape", $"an input of [{string.Join(", ", shape)}] is too large to try; choose smaller p, n and any.");
        }
        var dtype = Dtype(format);
        dtype = dtype == ScalarType.Float16 && device.type == DeviceType.CPU ? ScalarType.Float32 : dtype;
        return dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64
            ? rand(shape, dtype: dtype, device: device)
            : randint((long)format.ValueRange.FirstOrDefault(0), Math.Max((long)format.ValueRange.LastOrDefault(1), (long)format.ValueRange.FirstOrDefault(0) + 1), shape, dtype: dtype, device: device);
    }

    private static ScalarType Dtype(TensorFormat format)
    {
        try
        {
            return Conversion.To<ScalarType>(format.Dtype, $"{format.Name}.dtype");
        }
        catch (ArgumentException e)
        {
            throw new ConfigException($"{format.Name}.dtype", e.Message, e);
        }
    }

    private static NetworkOutput Call(nn.Module network, string netId, List<Tensor> given, IReadOnlyDictionary<string, object?>? arguments)
    {
        try
        {
            return NetworkCall.Of(network, [.. given.Skip(1)], arguments)(given[0]);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.Runtime.InteropServices.ExternalException or NotSupportedException)
        {
            throw new ConfigException(netId, $"{network.GetName()} cannot be called with {string.Join(", ", given.Select(Text))}: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static void Compare(NetworkOutput found, IReadOnlyList<TensorFormat> outputs, FreeSizes sizes, bool compareDtype, List<string> faults, List<string> notes)
    {
        if (found.Names is null && found.Tensors.Count > outputs.Count)
        {
            notes.Add($"the network gives {found.Tensors.Count} tensors, the metadata speak of {outputs.Count}; the first were compared.");
        }
        for (var i = 0; i < outputs.Count; i++)
        {
            var format = outputs[i];
            var at = found.Names is null ? i : found.Names.ToList().IndexOf(format.Name);
            if (at < 0 || at >= found.Tensors.Count)
            {
                faults.Add($"{format.Name}: the network gives no such output; it gives {(found.Names is null ? $"{found.Tensors.Count} tensors" : string.Join(", ", found.Names))}.");
                continue;
            }
            var output = found.Tensors[at];
            if (format.Channels > 0 && (output.Dimensions < 2 || output.shape[1] != format.Channels))
            {
                faults.Add($"{format.Name}: {(output.Dimensions < 2 ? "no channel axis" : $"{output.shape[1]} channels")}, expected {format.Channels} (the output is {Text(output)}).");
            }
            if (compareDtype && output.dtype != Dtype(format))
            {
                faults.Add($"{format.Name}: element type {output.dtype}, expected {Dtype(format)}.");
            }
            if (!Agrees(output.shape, format, sizes.Shape(format)))
            {
                var text = $"{format.Name}: the output is {Text(output)}, the metadata's spatial_shape is [{string.Join(", ", sizes.Shape(format))}]";
                // Of what is no image, bundles write the shape with or without batch and channels, or that of the picture behind it.
                (format.Type == "image" && output.Dimensions > 2 ? faults : notes).Add($"{text}.");
            }
        }
    }

    /// <summary>Whether the shape is that of the metadata, written without batch and channels, without batch, or whole.</summary>
    private static bool Agrees(long[] found, TensorFormat format, IReadOnlyList<long> expected)
        => found.Length - expected.Count is var skipped and >= 0 and <= 2
            && expected.Select((size, axis) => format.SpatialShape[axis] == "*" || size == found[axis + skipped]).All(same => same);

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}] {tensor.dtype}";
}
