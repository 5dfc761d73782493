using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Dints;

/// <summary>The weighted sum of what several operations make of the same features.</summary>
internal sealed class MixedOp : MultiBlock
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> operations;

    public MixedOp(IEnumerable<nn.Module<Tensor, Tensor>> operations)
        : base(nameof(MixedOp))
        => this.operations = this.Parts("ops", operations);

    /// <param name="x">Features.</param>
    /// <param name="weight">A weight for each operation; 1 if null.</param>
    public Tensor call(Tensor x, Tensor? weight)
    {
        if (weight is not null && (weight.Dimensions != 1 || weight.shape[0] < operations.Count))
        {
            throw new ArgumentException($"{nameof(Cell)}: weight is [{string.Join(", ", weight.shape)}]; one number for each of the {operations.Count} operations is expected.", nameof(weight));
        }
        using var scope = NewDisposeScope();
        var weights = weight?.to(x.dtype, x.device).unbind(0);
        Tensor? sum = null;
        for (var i = 0; i < operations.Count; i++)
        {
            var made = operations[i].call(x);
            var weighted = weights is null ? made : made * weights[i];
            var next = sum is null ? weighted : sum + weighted;
            sum?.Dispose();
            sum = next;
        }
        return (ReferenceEquals(sum, x) ? x.alias() : sum!).MoveToOuterDisposeScope();
    }
}
