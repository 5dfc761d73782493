using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Runs a network on whole images.</summary>
public sealed record SimpleInferer : Inferer
{
    /// <inheritdoc/>
    public override NetworkOutput Run(Tensor inputs, Func<Tensor, NetworkOutput> network)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return network(inputs).Select(output => (ReferenceEquals(output, inputs) ? output.alias() : output).MoveToOuterDisposeScope());
    }
}
