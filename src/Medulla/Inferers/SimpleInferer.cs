using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Runs a network on whole images.</summary>
public sealed record SimpleInferer : Inferer
{
    /// <inheritdoc/>
    public override Tensor Infer(Tensor inputs, Func<Tensor, Tensor> network)
    {
        using var noGradient = no_grad();
        return Runtime.TensorMemory.Scoped(() => network(inputs) is var result && ReferenceEquals(result, inputs) ? result.alias() : result);
    }
}
