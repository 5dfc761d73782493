using System.Text.Json;
using Medulla.Optimization;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;
using OptimizerHelper = TorchSharp.Modules.OptimizerHelper;

namespace Medulla.Training;

/// <summary>
/// A training run in a folder: <c>model.safetensors</c>, <c>optimizer.bin</c> (TorchSharp's own format), and <c>state.json</c> with
/// the state of libtorch's generator; where weights are averaged, <c>average.safetensors</c> too. The folder is replaced once the new one is whole.
/// </summary>
public static class Checkpoint
{
    /// <summary>Name of the file with the network's weights.</summary>
    public const string ModelFile = "model.safetensors";

    /// <summary>Name of the file with the averages of the weights.</summary>
    public const string AverageFile = "average.safetensors";

    private const string OptimizerFile = "optimizer.bin";
    private const string StateFile = "state.json";

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="directory">The folder; replaced if it exists.</param>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="state">Where the run stands.</param>
    /// <param name="average">Averages of the weights; none if null.</param>
    public static void Save(string directory, nn.Module network, OptimizerHelper optimizer, TrainingState state, ExponentialMovingAverage? average = null)
    {
        var temporary = directory.TrimEnd(Path.DirectorySeparatorChar) + ".new";
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }
        Directory.CreateDirectory(temporary);
        network.SaveWeights(Path.Combine(temporary, ModelFile));
        if (average is not null)
        {
            using var averaged = average.SwapIn();
            network.SaveWeights(Path.Combine(temporary, AverageFile));
        }
        optimizer.save_state_dict(Path.Combine(temporary, OptimizerFile));
        using (var random = get_rng_state())
        {
            var document = new Document(state, Convert.ToBase64String(random.bytes), [.. state.Validations], [.. state.Losses]);
            File.WriteAllText(Path.Combine(temporary, StateFile), JsonSerializer.Serialize(document, JsonOptions));
        }
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
        Directory.Move(temporary, directory);
    }

    /// <summary>Reads a checkpoint into a network and its optimiser.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="average">Averages of the weights; they begin anew with the weights where the checkpoint has none.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such checkpoint.</exception>
    /// <exception cref="WeightsFormatException">A file of it is missing or damaged.</exception>
    public static TrainingState Load(string directory, nn.Module network, OptimizerHelper optimizer, ExponentialMovingAverage? average = null)
    {
        var found = Find(directory);
        var document = Read(found);
        var averages = Path.Combine(found, AverageFile);
        Whole(File.Exists(averages) && average is not null ? averages : Path.Combine(found, ModelFile), file => network.LoadWeights(file));
        average?.Restart(document.State.Iteration);
        Whole(Path.Combine(found, ModelFile), file => network.LoadWeights(file));
        Whole(Path.Combine(found, OptimizerFile), optimizer.load_state_dict);
        using var random = tensor(Convert.FromBase64String(document.Random));
        set_rng_state(random);
        return document.Whole;
    }

    /// <summary>Where the run in a checkpoint stands.</summary>
    /// <inheritdoc cref="Load"/>
    public static TrainingState ReadState(string directory) => Read(Find(directory)).Whole;

    /// <summary>The folder of a checkpoint. A run that ended between removing the old one and renaming the new one left the new one whole.</summary>
    private static string Find(string directory)
    {
        directory = directory.TrimEnd(Path.DirectorySeparatorChar);
        return Directory.Exists(directory) ? directory : Directory.Exists(directory + ".new") ? directory + ".new"
            : throw new DirectoryNotFoundException($"there is no checkpoint {directory}.");
    }

    /// <summary>Reads a file of a checkpoint; one that is missing or cut off is named.</summary>
    private static void Whole(string file, Action<string> read)
    {
        try
        {
            read(file);
        }
        catch (Exception e) when (e is FileNotFoundException or EndOfStreamException)
        {
            throw new WeightsFormatException(file, $"the checkpoint is not whole: {e.Message}", e);
        }
    }

    private static Document Read(string directory)
    {
        var file = Path.Combine(directory, StateFile);
        try
        {
            return JsonSerializer.Deserialize<Document>(File.ReadAllText(file), JsonOptions) ?? throw new JsonException("it is empty.");
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            throw new WeightsFormatException(file, $"it does not say where a run stands: {e.Message}", e);
        }
    }

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private sealed record Document(TrainingState State, string Random, TrainingState.Validation[] Validations, double[] Losses)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public TrainingState Whole => State with { Validations = Validations, Losses = Losses };
    }
}
