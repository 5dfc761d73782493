using System.Collections;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines.Handlers;

/// <summary>Reads a checkpoint when the run begins, or when it is called.</summary>
/// <param name="loadPath">The file: PyTorch or safetensors, told by its content.</param>
/// <param name="loadDict">
/// What to read into, by the names in the file: networks, optimisers, schedules, engines and handlers. A file may also be the state of
/// the only one.
/// </param>
/// <param name="name">Name of the log in the reference; here lines go to the engine's.</param>
/// <param name="mapLocation">Where the reference loads tensors; here they go where the network is.</param>
/// <param name="strict">Whether every name of a network must be on both sides.</param>
/// <param name="strictShape">Whether shapes must agree; weights of another shape or name are passed over if not, and only networks are read.</param>
/// <exception cref="ArgumentException">There is nothing to read into.</exception>
public sealed class CheckpointLoader(
    string loadPath, IReadOnlyDictionary<string, object> loadDict, string? name = null, object? mapLocation = null, bool strict = true, bool strictShape = true)
    : IEngineHandler, IEngineAction
{
    private readonly IReadOnlyDictionary<string, object> loadDict = loadDict is { Count: > 0 } ? loadDict
        : throw new ArgumentException("CheckpointLoader: load_dict is empty; give the objects to read into by name.", nameof(loadDict));

    /// <summary>Name of the log.</summary>
    public string? Name => name;

    /// <summary>Where the reference loads tensors.</summary>
    public object? MapLocation => mapLocation;

    /// <inheritdoc/>
    public void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler(EngineEvent.Started, this);
    }

    /// <summary>Reads the checkpoint.</summary>
    /// <param name="engine">Is told of it.</param>
    /// <exception cref="WeightsMismatchException">Networks and file do not go together.</exception>
    /// <exception cref="WeightsFormatException">The file is damaged, or lacks an object.</exception>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        using var scope = NewDisposeScope();
        var limit = engine.State.MaxEpochs;
        if (loadDict is { Count: 1 } && loadDict.Values.First() is nn.Module only)
        {
            Load(only, WeightsOf(loadDict.Keys.First()));
        }
        else
        {
            LoadAll(engine);
        }
        if (engine.State.Epoch > limit)
        {
            throw new InvalidOperationException(
                $"CheckpointLoader: {loadPath} is of a run of {engine.State.Epoch} epochs, but max_epochs is {limit}; give a larger number to go on, or leave the engine out of load_dict.");
        }
        engine.State.MaxEpochs = limit;
        engine.Logger.Info($"restored all variables from {loadPath}");
    }

    private void LoadAll(Engine engine)
    {
        var file = WeightFile.IsPyTorch(loadPath) && PyTorchFile.Load(loadPath) is IDictionary tree ? tree
            : throw new WeightsFormatException(loadPath, $"it does not hold {string.Join(", ", loadDict.Keys)} by name");
        foreach (var (key, target) in loadDict)
        {
            // Of one object a file may hold the state alone.
            var state = file.Contains(key) ? file[key] : loadDict.Count == 1 ? file : throw new WeightsFormatException(
                loadPath, $"it has no '{key}'; it has {string.Join(", ", file.Keys.Cast<object>())}");
            if (target is nn.Module network)
            {
                Load(network, Tensors(state));
            }
            else if (strictShape)
            {
                CheckpointState.Restore(key, target, state);
            }
            else
            {
                engine.Logger.Warn($"CheckpointLoader: strict_shape is false, so '{key}' is left as it is.");
            }
        }
    }

    /// <summary>The weights of the only network, under its name or as the whole file.</summary>
    private IReadOnlyDictionary<string, Tensor> WeightsOf(string key)
    {
        if (!WeightFile.IsPyTorch(loadPath))
        {
            return WeightFile.Load(loadPath);
        }
        using var file = PyTorchFile.Open(loadPath);
        return file.ReadWeights(file.Root is IDictionary root && root.Contains(key) && root[key] is IDictionary ? key : null)
            .ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private IReadOnlyDictionary<string, Tensor> Tensors(object? state)
        => state is IDictionary map ? map.Keys.Cast<object>().Where(key => map[key] is Tensor).ToDictionary(key => $"{key}", key => (Tensor)map[key]!)
            : throw new WeightsFormatException(loadPath, "a network's state is a dictionary of tensors");

    private void Load(nn.Module network, IReadOnlyDictionary<string, Tensor> weights)
    {
        if (!strictShape)
        {
            var own = network.state_dict();
            weights = weights.Where(pair => own.TryGetValue(pair.Key, out var target) && target.shape.AsSpan().SequenceEqual(pair.Value.shape)).ToDictionary();
        }
        network.LoadWeights(weights, strict && strictShape, Path.GetFileName(loadPath));
    }
}
