using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>
/// Layers of which each sees the input and the output of all layers before it, joined along the channels; and so does what follows.
/// Huang et al., Densely connected convolutional networks (2017).
/// </summary>
public class DenseBlock : Block
{
    private readonly nn.Module<Tensor, Tensor>[] layers;

    /// <summary>[B, C, spatial...] to [B, C + the channels of all layers, spatial...].</summary>
    /// <param name="layers">The layers, which keep the spatial size; become parts of the block.</param>
    public DenseBlock(IReadOnlyList<nn.Module<Tensor, Tensor>> layers)
        : this(nameof(DenseBlock), layers)
    {
    }

    private protected DenseBlock(string name, IEnumerable<nn.Module<Tensor, Tensor>> layers)
        : base(name)
        => this.layers = [.. layers.Select((layer, i) => this.Part($"layers{i}", layer))];

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var all = x;
        foreach (var layer in layers)
        {
            using var made = layer.call(all);
            var joined = cat([all, made], 1);
            if (!ReferenceEquals(all, x))
            {
                all.Dispose();
            }
            all = joined;
        }
        return all;
    }
}
