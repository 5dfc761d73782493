using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>The outline of one instance, as the pixels at which it turns.</summary>
/// <param name="MinNumPoints">Outlines of fewer pixels are none.</param>
/// <param name="ContourLevel">The height that parts inside from outside; the middle between the least and the largest value if null.</param>
public sealed record GenerateInstanceContour(int MinNumPoints = 3, double? ContourLevel = null)
{
    /// <summary>The outline.</summary>
    /// <param name="instMask">The instance cut out at its box, [1, H, W].</param>
    /// <param name="offset">Column and row of the box in the picture; 0 if null.</param>
    /// <returns>Columns and rows, int32 [N, 2]; null if there are too few, or the box is thinner than two pixels.</returns>
    /// <exception cref="ArgumentException">The mask is not of one picture, or the offset not of two numbers.</exception>
    public Tensor? Apply(Tensor instMask, Values<int>? offset = null)
    {
        ArgumentNullException.ThrowIfNull(instMask);
        if (instMask.Dimensions is not (2 or 3) || (instMask.Dimensions == 3 && instMask.shape[0] != 1) || offset is { Count: < 2 })
        {
            throw new ArgumentException($"GenerateInstanceContour: the mask is {Maps.Text(instMask)} and the offset {offset}; [1, H, W], and a column and a row are expected.", nameof(instMask));
        }
        var (height, width) = ((int)instMask.shape[^2], (int)instMask.shape[^1]);
        if (height < 2 || width < 2)
        {
            return null;
        }
        using var numbers = instMask.to_type(ScalarType.Float64).cpu().contiguous();
        var values = numbers.AsSpan<double>();
        var level = ContourLevel ?? (System.Numerics.Tensors.TensorPrimitives.Min<double>(values) + System.Numerics.Tensors.TensorPrimitives.Max<double>(values)) / 2;
        var outline = new GenerateSuccinctContour(height, width).Outline(IsoContours.Find(values, height, width, level));
        return outline is null || outline.Count < MinNumPoints ? null : GenerateSuccinctContour.AsTensor(outline, offset?[0] ?? 0, offset?[1] ?? 0);
    }

    /// <summary>The outlines of keys of a sample, under new keys.</summary>
    /// <param name="Keys">The instances.</param>
    /// <param name="ContourKeyPostfix">What comes behind a key and "_" to name its outline.</param>
    /// <param name="OffsetKey">Key of the boxes' column and row; 0 if null.</param>
    /// <param name="MinNumPoints">See <see cref="GenerateInstanceContour.MinNumPoints"/>.</param>
    /// <param name="Level">See <see cref="GenerateInstanceContour.ContourLevel"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string ContourKeyPostfix = "contour", string? OffsetKey = null, int MinNumPoints = 3, double? Level = null,
        bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) => At(key, () => result.WithNew(
                $"{key}_{ContourKeyPostfix}",
                new GenerateInstanceContour(MinNumPoints, Level).Apply(sample.Image(key).Data, OffsetKey is null ? null : Maps.Numbers(sample[OffsetKey])))));
    }
}
