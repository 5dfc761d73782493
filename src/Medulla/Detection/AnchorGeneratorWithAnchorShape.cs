using Medulla.Imaging;

namespace Medulla.Detection;

/// <summary>Lays boxes of given edge lengths at each place of feature maps; see <see cref="AnchorGenerator"/>.</summary>
public sealed class AnchorGeneratorWithAnchorShape : AnchorGenerator
{
    /// <summary>Anchors of given shapes, larger on the coarser feature maps.</summary>
    /// <param name="featureMapScales">Of each feature map, what the shapes are multiplied by; 1, 2, 4 and 8 if null.</param>
    /// <param name="baseAnchorShapes">Edge lengths of each anchor along each axis, in voxels; a cube of 32 and boxes of 48 x 20 x 20 along each axis if null.</param>
    /// <param name="indexing">The order of the anchors.</param>
    /// <exception cref="ArgumentException">The shapes are not all of 2 or all of 3 edges, or there is none.</exception>
    public AnchorGeneratorWithAnchorShape(
        Values<double>? featureMapScales = null, Values<Values<double>>? baseAnchorShapes = null, AnchorIndexing indexing = AnchorIndexing.Ij)
        : base(Scaled(featureMapScales ?? [1, 2, 4, 8], baseAnchorShapes ?? Values.From<Values<double>>([[32, 32, 32], [48, 20, 20], [20, 48, 20], [20, 20, 48]])), indexing)
    {
    }

    private static IReadOnlyList<IReadOnlyList<float[]>> Scaled(Values<double> scales, Values<Values<double>> shapes)
        => scales.Count > 0 && shapes.Select(shape => shape.Count).Distinct().ToArray() is [2 or 3]
            ? [.. scales.Select(scale => shapes.Select(shape => shape.Select(edge => (float)(edge * scale)).ToArray()).ToList())]
            : throw new ArgumentException($"{nameof(AnchorGeneratorWithAnchorShape)}: baseAnchorShapes is {shapes} at scales {scales}; shapes of 2 or of 3 edges, and at least one scale, are expected.");
}
