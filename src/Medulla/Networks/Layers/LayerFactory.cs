using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Makes layers of one kind by name.</summary>
/// <param name="kind">The kind, for messages.</param>
/// <param name="makers">How each layer is made, by name in lower case.</param>
internal sealed class LayerFactory(string kind, IReadOnlyDictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>> makers)
{
    /// <summary>The layer.</summary>
    /// <exception cref="ArgumentException">The name is unknown, or an argument is.</exception>
    public nn.Module<Tensor, Tensor> Create(LayerSpec spec, int spatialDims = 1, int? channels = null)
    {
        if (spec.IsNone)
        {
            return nn.Identity();
        }
        if (!makers.TryGetValue(spec.Name.ToLowerInvariant(), out var make))
        {
            var meant = Spelling.Nearest(spec.Name, makers.Keys) is { } nearest ? $" (did you mean '{nearest}'?)" : "";
            throw new ArgumentException($"{kind} has no layer '{spec.Name}'{meant}; there are {string.Join(", ", makers.Keys.Order(StringComparer.Ordinal))}.");
        }
        var arguments = new LayerArguments(kind, spec, Dimensions.Checked(kind, spatialDims), channels);
        var layer = make(arguments);
        try
        {
            arguments.RejectUnread();
        }
        catch
        {
            layer.Dispose();
            throw;
        }
        return layer;
    }
}
