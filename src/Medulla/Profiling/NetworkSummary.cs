using System.Globalization;
using System.Text;
using Medulla.Engines;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Profiling;

/// <summary>
/// What a network is made of and what one call costs: its layers in the order in which they run, their outputs, parameters,
/// multiply-adds and bytes. Products of attention are not counted among the multiply-adds.
/// </summary>
/// <param name="Network">The network's class.</param>
/// <param name="Input">Shape of the input.</param>
/// <param name="Layers">The layers that have no layers within.</param>
/// <param name="Parameters">Numbers that the network learns.</param>
/// <param name="Buffers">Numbers of its state that it does not learn.</param>
public sealed record NetworkSummary(string Network, Values<long> Input, Values<LayerRow> Layers, long Parameters, long Buffers)
{
    /// <summary>Multiplications with an addition each.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Bytes of the outputs of all layers, which training keeps.</summary>
    public long ActivationBytes => Layers.Sum(layer => layer.Bytes);

    /// <summary>Calls a network once, in evaluation mode and without gradients, and looks at every layer.</summary>
    /// <param name="network">The network, called with one tensor; it is left in the mode it was in.</param>
    /// <param name="input">[B, C, spatial...].</param>
    public static NetworkSummary Of(nn.Module network, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        var rows = new OrderedDictionary<string, LayerRow>();
        List<Action> removals = [];
        var wasTraining = network.training;
        network.eval();
        try
        {
            foreach (var (name, module) in network.named_modules())
            {
                if (module is nn.Module<Tensor, Tensor> layer && !module.children().Any())
                {
                    removals.Add(layer.register_forward_hook((_, given, output) => Note(rows, name, layer, given, output)).remove);
                }
            }
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            NetworkCall.Of(network)(input);
        }
        finally
        {
            removals.ForEach(remove => remove());
            network.train(wasTraining);
        }
        return new(network.GetName(), Values.Create<long>(input.shape), Values.From(rows.Values), network.parameters().Sum(p => p.numel()), network.buffers().Sum(b => b.numel()));
    }

    /// <summary>The summary as a table.</summary>
    public override string ToString()
    {
        string[][] table =
        [
            ["layer", "kind", "output", "parameters", "multiply-adds", "MiB"],
            .. Layers.Select(layer => new[]
            {
                layer.Calls > 1 ? $"{layer.Name} (x{layer.Calls})" : layer.Name, layer.Kind, layer.Output.ToString(), Number(layer.Parameters), Number(layer.MultiplyAdds),
                (layer.Bytes / (double)(1 << 20)).ToString("F2", CultureInfo.InvariantCulture),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, table[0].Length).Select(column => table.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in table)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
        return text.AppendLine(CultureInfo.InvariantCulture, $"{Network} on {Input}: {Number(Parameters)} parameters, {Number(Buffers)} buffered numbers, {Number(MultiplyAdds)} multiply-adds, "
            + $"{ActivationBytes / (double)(1 << 20):F1} MiB of outputs").ToString();
    }

    private static Tensor Note(OrderedDictionary<string, LayerRow> rows, string name, nn.Module layer, Tensor given, Tensor output)
    {
        var shape = Values.Create<long>(output.shape);
        var bytes = output.numel() * output.element_size();
        var work = Work(layer, given, output);
        rows[name] = rows.TryGetValue(name, out var before)
            ? before with { Output = shape, MultiplyAdds = before.MultiplyAdds + work, Bytes = before.Bytes + bytes, Calls = before.Calls + 1 }
            : new(name, layer.GetName(), shape, layer.parameters().Sum(p => p.numel()), work, bytes, 1);
        return output;
    }

    /// <summary>A weight of a layer takes part once for each place: of the input where the layer is transposed, of the output elsewhere.</summary>
    private static long Work(nn.Module layer, Tensor given, Tensor output)
    {
        var weight = layer.named_parameters(recurse: false).FirstOrDefault(pair => pair.name == "weight").parameter;
        if (weight is null || weight.Dimensions < 2)
        {
            return 0;
        }
        var kind = layer.GetType().Name;
        return kind.Contains("Transpose", StringComparison.Ordinal) ? weight.numel() * (given.numel() / given.shape[1])
            : kind.StartsWith("Conv", StringComparison.Ordinal) ? weight.numel() * (output.numel() / output.shape[1])
            : kind == "Linear" ? weight.numel() * (output.numel() / output.shape[^1]) : 0;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
