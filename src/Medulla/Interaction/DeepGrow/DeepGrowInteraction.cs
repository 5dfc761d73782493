using Medulla.Engines;
using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Interaction.DeepGrow;

/// <summary>
/// Simulates clicks in the training or evaluation of Deepgrow: each iteration makes clicks round after round, each where the network is wrong after
/// the round before. Source: Sakinis et al., "Interactive segmentation of medical images through fully convolutional neural networks" (2019).
/// </summary>
/// <param name="transforms">Make clicks of a sample's "pred" and "label", and put them into its "image".</param>
/// <param name="maxInteractions">Rounds of clicks an iteration.</param>
/// <param name="train">Whether clicks become rarer from round to round; otherwise they are always made.</param>
/// <param name="keyProbability">Key under which the transforms find how likely clicks are.</param>
[ReferenceName("DeepgrowInteraction", "Interaction")]
public sealed class DeepGrowInteraction(ITransform transforms, int maxInteractions, bool train, string keyProbability = "probability")
    : SimulatedClicks(transforms, maxInteractions, train, keyProbability)
{
    private protected override object? Call(Workflow engine, object batch) => engine.RunIteration(Interact(engine, batch, isDoneBeforeClicks: true));
}
