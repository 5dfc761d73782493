using Medulla.Engines;
using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.DeepEdit;

/// <summary>
/// Simulates clicks in the training or evaluation of DeepEdit: in some iterations clicks are made where the network is wrong, in the others the network
/// learns to segment without any. Source: Diaz-Pinto et al., "MONAI Label: A framework for AI-assisted Interactive Labeling of 3D Medical Images"
/// (2022).
/// </summary>
/// <param name="deepgrowProbability">How often an iteration has clicks, in [0, 1]; in the others all channels of images but the first become 0.</param>
/// <param name="transforms">Make clicks of a sample's "pred" and "label", and put them into its "image".</param>
/// <param name="train">Whether clicks become rarer from round to round; otherwise they are always made.</param>
/// <param name="labelNames">Accepted for configurations' sake; the transforms know the classes.</param>
/// <param name="clickProbabilityKey">Key under which the transforms find how likely clicks are.</param>
/// <param name="maxInteractions">Rounds of clicks an iteration.</param>
[ReferenceName("Interaction")]
public sealed class DeepEditInteraction(
    double deepgrowProbability, ITransform transforms, bool train, LabelNames? labelNames = null, string clickProbabilityKey = "probability", int maxInteractions = 1)
    : SimulatedClicks(transforms, maxInteractions, train, clickProbabilityKey)
{
    private readonly double probability = Check.Probability(deepgrowProbability);
    private RandomState? random;

    /// <summary>The classes, as given.</summary>
    public LabelNames? LabelNames { get; } = labelNames;

    private protected override object? Call(Workflow engine, object batch)
    {
        random ??= new(Determinism.Seed);
        batch = random.Choice([probability, 1 - probability]) == 0 ? Interact(engine, batch, isDoneBeforeClicks: false) : Together(engine, Apart(batch).Select(WithoutClicks));
        engine.State.Batch = batch;
        return engine.RunIteration(batch);
    }

    private static Sample WithoutClicks(Sample sample)
    {
        using var scope = NewDisposeScope();
        var image = sample.Image(BatchPreparation.Image).Data;
        var clear = cat([image.narrow(0, 0, 1), zeros_like(image.narrow(0, 1, image.shape[0] - 1))], 0);
        return sample.With(BatchPreparation.Image, Item.Like(sample[BatchPreparation.Image], clear.MoveToOuterDisposeScope()));
    }
}
