using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>The layers of one kind, by name.</summary>
/// <param name="kind">The kind, for messages.</param>
internal sealed class LayerTable(string kind)
    : Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>(StringComparer.OrdinalIgnoreCase)
{
    /// <summary>Makes a layer; <see cref="LayerSpec.None"/> makes one that passes its input on.</summary>
    /// <exception cref="ArgumentException">No layer has that name, or its arguments are wrong.</exception>
    public nn.Module<Tensor, Tensor> Create(LayerSpec layer, int spatialDims, int channels = 1)
    {
        if (layer.IsNone)
        {
            return nn.Identity();
        }
        if (!TryGetValue(layer.Name, out var make))
        {
            throw new ArgumentException($"there is no {kind} '{layer.Name}'; it can be {string.Join(", ", Keys)}.");
        }
        var arguments = new LayerArguments(layer, spatialDims, channels);
        var made = make(arguments);
        try
        {
            arguments.ExpectNoOther();
        }
        catch (ArgumentException)
        {
            made.Dispose();
            throw;
        }
        return made;
    }
}
