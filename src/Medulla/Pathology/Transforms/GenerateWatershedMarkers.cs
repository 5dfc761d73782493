using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Where a watershed begins: numbered pieces of foreground that are surely no border. Graham et al., HoVer-Net (2019).</summary>
/// <param name="Threshold">From which value of the border map on a pixel is not sure.</param>
/// <param name="Radius">Pixels of the disk by which pieces are opened.</param>
/// <param name="MinObjectSize">Pieces of fewer pixels are left out.</param>
/// <param name="PostprocessFn">What is done before opening; holes are filled if null.</param>
/// <param name="Dtype">Element type of the markers.</param>
public sealed record GenerateWatershedMarkers(
    double Threshold = 0.4, int Radius = 2, int MinObjectSize = 10, Func<Tensor, Tensor>? PostprocessFn = null, ScalarType Dtype = ScalarType.Int64)
{
    /// <summary>Pixels of the disk by which pieces are opened.</summary>
    public int Radius { get; init; } = Check.NotNegative(Radius);

    /// <summary>The markers.</summary>
    /// <param name="mask">1 in the foreground, [1, H, W] or [H, W].</param>
    /// <param name="instanceBorder">How likely a pixel lies on a border, [1, H, W]; see <see cref="GenerateInstanceBorder"/>.</param>
    /// <returns>[1, H, W]: the number of each marker, 0 elsewhere.</returns>
    /// <exception cref="ArgumentException">A shape is another.</exception>
    public MetaTensor Apply(MetaTensor mask, Tensor instanceBorder)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(instanceBorder);
        Maps.RequireBorder(nameof(GenerateWatershedMarkers), instanceBorder);
        return Maps.Like(mask, TensorMemory.Scoped(() =>
        {
            var inside = Maps.Mask(nameof(GenerateWatershedMarkers), mask.Data);
            var sure = (inside - instanceBorder.ge(Threshold).to_type(inside.dtype)).clamp(min: 0);
            sure = Opened((PostprocessFn ?? Filled)(sure));
            var pieces = GenerateWatershedMask.Components(sure);
            pieces = MinObjectSize > 0 ? new RemoveSmallObjects(MinObjectSize).Apply(new MetaTensor(pieces)).Data : pieces;
            return pieces.to_type(Dtype).to(mask.Data.device).alias();
        }));
    }

    /// <summary>Fills what pixels of one value enclose, of which there are at least eight.</summary>
    private static Tensor Filled(Tensor map)
    {
        foreach (var (value, count) in map.to_type(ScalarType.Float64).cpu().flatten().data<double>().ToArray().CountBy(value => value).OrderBy(value => value.Key))
        {
            if (value != 0 && count >= 8)
            {
                map = map.masked_fill(FillHoles.Fill(map.eq(value).to_type(ScalarType.Byte)).ne(0), value);
            }
        }
        return map;
    }

    /// <summary>Takes away what no disk fits into; the picture is mirrored at its border.</summary>
    private Tensor Opened(Tensor map) => Disk(Disk(map, minimum), maximum);

    private Tensor Disk(Tensor map, Func<Tensor, Tensor, Tensor> choose)
    {
        var (height, width) = (map.shape[1], map.shape[2]);
        var room = map.index_select(1, Mirrored(height)).index_select(2, Mirrored(width));
        Tensor? result = null;
        for (var y = -Radius; y <= Radius; y++)
        {
            for (var x = -Radius; x <= Radius; x++)
            {
                if ((x * x) + (y * y) <= Radius * Radius)
                {
                    var moved = room.narrow(1, Radius + y, height).narrow(2, Radius + x, width);
                    result = result is null ? moved : choose(result, moved);
                }
            }
        }
        return result!;

        Tensor Mirrored(long count)
            => tensor([.. Enumerable.Range(-Radius, (int)count + (2 * Radius)).Select(i => ((i % (2 * count)) + (2 * count)) % (2 * count)).Select(i => Math.Min(i, (2 * count) - 1 - i))], device: map.device);
    }

    /// <summary>The markers of a sample, under a new key.</summary>
    /// <param name="MaskKey">Key of the mask.</param>
    /// <param name="BorderKey">Key of the border map.</param>
    /// <param name="MarkersKey">Key of the markers.</param>
    /// <param name="Threshold">See <see cref="GenerateWatershedMarkers.Threshold"/>.</param>
    /// <param name="Radius">See <see cref="GenerateWatershedMarkers.Radius"/>.</param>
    /// <param name="MinObjectSize">See <see cref="GenerateWatershedMarkers.MinObjectSize"/>.</param>
    /// <param name="PostprocessFn">See <see cref="GenerateWatershedMarkers.PostprocessFn"/>.</param>
    /// <param name="Dtype">Element type of the markers.</param>
    public sealed record Keyed(
        string MaskKey = "mask", string BorderKey = "border", string MarkersKey = "markers", double Threshold = 0.4, int Radius = 2, int MinObjectSize = 10,
        Func<Tensor, Tensor>? PostprocessFn = null, ScalarType Dtype = ScalarType.Byte) : SampleTransform([MaskKey, BorderKey])
    {
        private protected override Sample Apply(Sample sample, Call call) => At(MaskKey, () => sample.WithNew(
            MarkersKey,
            new GenerateWatershedMarkers(Threshold, Radius, MinObjectSize, PostprocessFn, Dtype).Apply(sample.Image(MaskKey), sample.Image(BorderKey).Data)));
    }
}
