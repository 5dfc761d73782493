using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>Puts a network into evaluation mode until it is disposed.</summary>
internal readonly struct EvaluationMode : IDisposable
{
    private readonly nn.Module network;
    private readonly bool wasTraining;

    /// <summary>Puts a network into evaluation mode.</summary>
    public EvaluationMode(nn.Module network)
    {
        (this.network, wasTraining) = (network, network.training);
        network.eval();
    }

    /// <summary>Puts it back.</summary>
    public void Dispose() => network.train(wasTraining);
}
