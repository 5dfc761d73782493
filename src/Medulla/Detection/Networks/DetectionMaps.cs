using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>What a detection network says at each place of its feature maps.</summary>
/// <param name="Classification">Class logits of each level, [B, anchors * classes, spatial...].</param>
/// <param name="BoxRegression">Boxes relative to the anchors, of each level, [B, anchors * 2 * axes, spatial...].</param>
public sealed record DetectionMaps(IReadOnlyList<Tensor> Classification, IReadOnlyList<Tensor> BoxRegression) : IReferenceForm
{
    /// <summary>The name under which the reference has <see cref="Classification"/>.</summary>
    internal const string ClassificationKey = "classification";

    /// <summary>The name under which the reference has <see cref="BoxRegression"/>.</summary>
    internal const string BoxRegressionKey = "box_regression";

    /// <summary>Whether the reference gives one list, classification first; a dictionary otherwise.</summary>
    public bool IsList { get; init; }

    /// <inheritdoc/>
    public object ReferenceForm => IsList
        ? All.ToList()
        : new Dictionary<string, IReadOnlyList<Tensor>> { [ClassificationKey] = Classification, [BoxRegressionKey] = BoxRegression };

    /// <summary>All maps, classification first.</summary>
    internal IEnumerable<Tensor> All => Classification.Concat(BoxRegression);
}
