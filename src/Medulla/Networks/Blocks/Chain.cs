using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Named parts that run one after another, each on the output of the one before.</summary>
/// <param name="name">The name that messages use.</param>
public abstract class Chain(string name) : Block(name)
{
    private readonly List<nn.Module<Tensor, Tensor>> parts = [];

    /// <summary>Adds a part at the end; its weights are named after it, as in <c>conv.weight</c>.</summary>
    protected void Append(string partName, nn.Module<Tensor, Tensor> part)
    {
        register_module(partName, part);
        parts.Add(part);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var current = x;
        foreach (var part in parts)
        {
            var next = part.call(current);
            // What backward needs the graph keeps alive; without gradients two tensors at a time are enough.
            if (!ReferenceEquals(current, x) && !ReferenceEquals(current, next))
            {
                current.Dispose();
            }
            current = next;
        }
        return current;
    }
}
