using System.Text;
using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>Saves and loads the parameters and buffers of modules by name.</summary>
public static class ModuleWeights
{
    private const int MaxRows = 50;

    /// <summary>Writes parameters and buffers to a safetensors file under their names.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveWeights(this nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null)
        => SafeTensors.Save(path, module.state_dict(), metadata);

    /// <summary>Reads parameters and buffers from a safetensors file, or a file of <c>torch.save</c> or <c>torch.jit.save</c>; see <see cref="WeightFile"/>.</summary>
    /// <param name="module">The module, on any device; its element types stay.</param>
    /// <param name="path">The file.</param>
    /// <param name="strict">Whether every name must be on both sides. A shape that differs is an error in any case.</param>
    /// <param name="mapping">From a name in the file to the module's, such as <c>name => name.Replace("encoder.", "vit.")</c>; null leaves a weight out. Names stay if not given.</param>
    /// <returns>The names that only one side has; none if <paramref name="strict"/>.</returns>
    /// <exception cref="ArgumentException">The mapping gives two weights one name.</exception>
    /// <exception cref="WeightsFormatException">The file is damaged, of another format, or asks for something that is refused.</exception>
    /// <exception cref="WeightsMismatchException">Module and weights differ; the module is unchanged.</exception>
    public static WeightsReport LoadWeights(this nn.Module module, string path, bool strict = true, Func<string, string?>? mapping = null)
    {
        using var scope = NewDisposeScope();
        return module.LoadWeights(WeightFile.Load(path), strict, Path.GetFileName(path), mapping);
    }

    /// <summary>Copies weights into parameters and buffers of the same names.</summary>
    /// <param name="module">The module, on any device; its element types stay.</param>
    /// <param name="weights">The weights by name; they remain the caller's.</param>
    /// <param name="strict">Whether every name must be on both sides. A shape that differs is an error in any case.</param>
    /// <param name="source">Where the weights come from, for the message.</param>
    /// <param name="mapping">From a weight's name to the module's; null leaves it out. Names stay if not given.</param>
    /// <returns>The names that only one side has; none if <paramref name="strict"/>.</returns>
    /// <exception cref="WeightsMismatchException">Module and weights differ; the module is unchanged.</exception>
    public static WeightsReport LoadWeights(this nn.Module module, IReadOnlyDictionary<string, Tensor> weights, bool strict = true, string source = "the weights", Func<string, string?>? mapping = null)
    {
        weights = mapping is null ? weights : Mapped(weights, mapping);
        var own = module.state_dict();
        var missing = own.Keys.Where(name => !weights.ContainsKey(name)).Order(StringComparer.Ordinal);
        var unexpected = weights.Keys.Where(name => !own.ContainsKey(name)).Order(StringComparer.Ordinal);
        var report = new WeightsReport(Values.From(missing), Values.From(unexpected));
        string[] misshaped = [.. own.Keys.Where(name => weights.TryGetValue(name, out var found) && !found.shape.SequenceEqual(own[name].shape)).Order(StringComparer.Ordinal)];
        if (misshaped.Length > 0 || (strict && report.Missing.Count + report.Unexpected.Count > 0))
        {
            throw new WeightsMismatchException(Table(module, source, own, weights, report, misshaped));
        }
        using var noGrad = no_grad();
        foreach (var (name, target) in own)
        {
            if (weights.TryGetValue(name, out var found))
            {
                target.copy_(found);
            }
        }
        return report;
    }

    private static Dictionary<string, Tensor> Mapped(IReadOnlyDictionary<string, Tensor> weights, Func<string, string?> mapping)
    {
        Dictionary<string, Tensor> mapped = [];
        foreach (var (name, tensor) in weights)
        {
            if (mapping(name) is { } other && !mapped.TryAdd(other, tensor))
            {
                throw new ArgumentException($"the mapping gives '{other}' to several weights; '{name}' is one of them.", nameof(mapping));
            }
        }
        return mapped;
    }

    private static string Table(nn.Module module, string source, Dictionary<string, Tensor> own, IReadOnlyDictionary<string, Tensor> weights, WeightsReport report, string[] misshaped)
    {
        var text = new StringBuilder($"{module.GetType().Name}: {source} does not fit ({report.Missing.Count} missing, {report.Unexpected.Count} unexpected, {misshaped.Length} of another shape).");
        string[] names = [.. misshaped, .. report.Missing, .. report.Unexpected];
        string[][] rows = [["name", "module", "weights"], .. names.Take(MaxRows).Select(name => new[] { name, Shape(own, name), Shape(weights, name) })];
        var (first, second) = (rows.Max(row => row[0].Length), rows.Max(row => row[1].Length));
        foreach (var row in rows)
        {
            text.Append($"\n  {row[0].PadRight(first)}  {row[1].PadRight(second)}  {row[2]}");
        }
        return names.Length <= MaxRows ? text.ToString() : text.Append($"\n  and {names.Length - MaxRows} more").ToString();
    }

    private static string Shape(IReadOnlyDictionary<string, Tensor> tensors, string name)
        => tensors.TryGetValue(name, out var tensor) ? $"[{string.Join(", ", tensor.shape)}]" : "-";
}
