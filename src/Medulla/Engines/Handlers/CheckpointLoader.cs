using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Reads weights into networks when the run begins, or when it is called.</summary>
/// <param name="loadPath">The file: PyTorch or safetensors, told by its content.</param>
/// <param name="loadDict">The networks by the names that a file of several has for them; of one network the file may also be its weights alone.</param>
/// <param name="strict">Whether every name must be on both sides.</param>
/// <param name="mapLocation">Where the reference loads tensors; here they go where the network is.</param>
/// <param name="strictShape">Whether shapes must agree; weights of another shape are passed over if not.</param>
public sealed class CheckpointLoader(string loadPath, IReadOnlyDictionary<string, object> loadDict, bool strict = true, object? mapLocation = null, bool strictShape = true) : IEngineHandler
{
    /// <summary>Where the reference loads tensors.</summary>
    public object? MapLocation => mapLocation;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.Started, Call);
    }

    /// <summary>Reads the weights.</summary>
    /// <param name="engine">Is told of it.</param>
    /// <exception cref="WeightsMismatchException">Networks and file do not go together.</exception>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        foreach (var (name, target) in loadDict)
        {
            switch (target)
            {
                case nn.Module network:
                    Load(network, loadDict.Count == 1 ? null : name);
                    break;
                case optim.Optimizer or optim.lr_scheduler.LRScheduler:
                    engine.Logger.Warn($"CheckpointLoader: the state of '{name}' is not taken from {loadPath}; training begins with a fresh one.");
                    break;
                default:
                    throw new ArgumentException($"CheckpointLoader: '{name}' is {target.GetType().Name}; a network is expected.");
            }
        }
        engine.Logger.Info($"restored all variables from {loadPath}");
    }

    private void Load(nn.Module network, string? key)
    {
        using var scope = NewDisposeScope();
        var weights = WeightFile.Load(loadPath, key);
        var own = network.state_dict();
        if (!strictShape)
        {
            weights = weights.Where(pair => !own.TryGetValue(pair.Key, out var target) || target.shape.AsSpan().SequenceEqual(pair.Value.shape)).ToDictionary();
        }
        network.LoadWeights(weights, strict && strictShape, Path.GetFileName(loadPath));
    }
}
