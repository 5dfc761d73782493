using Medulla.Imaging;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>
/// Lays boxes of some shapes, the anchors, at each place of the feature maps of an image. Lin et al., Focal Loss for Dense Object
/// Detection (2017).
/// </summary>
public class AnchorGenerator
{
    private readonly AnchorIndexing indexing;
    private readonly IReadOnlyList<float[][]> cells;

    /// <summary>Anchors of the same volume in several shapes.</summary>
    /// <param name="sizes">Of each feature map, the edge lengths of cubes (squares) of the anchors' volume, in voxels; 20, 30 and 40 on a single map if null.</param>
    /// <param name="aspectRatios">Shapes; in 3-D, (0.5, 1) and (1, 0.5) on a single map if null.</param>
    /// <param name="indexing">The order of the anchors.</param>
    /// <exception cref="ArgumentException">Sizes and shapes are given for different numbers of maps.</exception>
    public AnchorGenerator(Values<Values<int>>? sizes = null, AspectRatios? aspectRatios = null, AnchorIndexing indexing = AnchorIndexing.Ij)
    {
        var perLevel = sizes ?? Values.From<Values<int>>([[20, 30, 40]]);
        var ratios = aspectRatios ?? Values.From<Values<Values<double>>>([Values.From<Values<double>>([[0.5, 1], [1, 0.5]])]);
        (this.indexing, SpatialDims) = (indexing, ratios.SpatialDims);
        cells = [.. perLevel.Zip(ratios.ForLevels(perLevel.Count), Cells)];
    }

    /// <summary>Anchors of given shapes.</summary>
    /// <param name="shapes">Of each feature map, edge lengths of each anchor along each axis, in voxels.</param>
    /// <param name="indexing">The order of the anchors.</param>
    private protected AnchorGenerator(IReadOnlyList<IReadOnlyList<float[]>> shapes, AnchorIndexing indexing)
    {
        (this.indexing, SpatialDims) = (indexing, shapes[0][0].Length);
        cells = [.. shapes.Select(level => level.Select(Centered).ToArray())];
    }

    /// <summary>Spatial axes, 2 or 3.</summary>
    public int SpatialDims { get; }

    /// <summary>For each feature map, the number of anchors at a place.</summary>
    public IReadOnlyList<int> NumAnchorsPerLocation() => [.. cells.Select(level => level.Length)];

    /// <summary>The anchors of a batch of images.</summary>
    /// <param name="images">[B, C, spatial...].</param>
    /// <param name="featureMaps">Of each level, [B, C', spatial'...]; they say where anchors are, on which device and of which type.</param>
    /// <returns>For each image the same anchors, [N, 2 axes]: boxes in the standard mode, level after level, place after place.</returns>
    /// <exception cref="ArgumentException">There are more or fewer maps than the anchors are made for.</exception>
    public IReadOnlyList<Tensor> call(Tensor images, IReadOnlyList<Tensor> featureMaps)
        => [.. Enumerable.Repeat(Lay(images, featureMaps), (int)images.shape[0])];

    /// <summary>The anchors of one image.</summary>
    internal Tensor Lay(Tensor images, IReadOnlyList<Tensor> featureMaps)
        => featureMaps.Count != cells.Count
            ? throw new ArgumentException($"{GetType().Name}: there are {featureMaps.Count} feature maps; the anchors are made for {cells.Count}.", nameof(featureMaps))
            : TensorMemory.Scoped(() => cat([.. featureMaps.Zip(cells, (map, level) =>
            {
                var size = map.shape[^SpatialDims..];
                var cell = tensor([.. level.SelectMany(box => box)], device: map.device).to_type(featureMaps[0].dtype).view(1, level.Length, 2 * SpatialDims);
                return (Places(size, [.. size.Zip(images.shape[^SpatialDims..], (n, whole) => whole / n)], map.device).to_type(cell.dtype) + cell).view(-1, 2 * SpatialDims);
            })]));

    /// <summary>The places of a map in voxels of the image, twice beside each other, [N, 1, 2 axes].</summary>
    private Tensor Places(long[] size, long[] stride, Device device)
    {
        var places = meshgrid([.. size.Zip(stride, (n, step) => arange(n, ScalarType.Int32, device) * step)], "ij").Select(axis => axis.flatten()).ToList();
        if (indexing == AnchorIndexing.Xy)
        {
            (places[0], places[1]) = (places[1], places[0]);
        }
        return stack([.. places, .. places], 1).unsqueeze(1);
    }

    /// <summary>Boxes around the origin, shape by shape and size by size, rounded to whole voxels.</summary>
    private static float[][] Cells(Values<int> sizes, Values<Values<double>> shapes)
        => [.. shapes.SelectMany(shape =>
        {
            float[] ratios = [.. shape.Select(ratio => (float)ratio)];
            var root = ratios is [var height] ? MathF.Sqrt(height) : MathF.Pow(ratios[0] * ratios[1], 1 / 3f);
            float[] edges = ratios.Length == 1 ? [1 / root, root] : [1 / root, ratios[0] / root, ratios[1] / root];
            return sizes.Select(size => Centered([.. edges.Select(edge => edge * size)]));
        })];

    private static float[] Centered(float[] shape) => [.. shape.Select(edge => MathF.Round(-edge / 2)), .. shape.Select(edge => MathF.Round(edge / 2))];
}
