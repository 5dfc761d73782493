using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Post;

/// <summary>
/// Sets objects that are smaller than a size to 0. In a mask, objects are connected components, also across channels; in an image with
/// labels above 1, all voxels of a label are one object.
/// </summary>
/// <param name="MinSize">The least size that stays: voxels, or cubic millimetres if <paramref name="ByMeasure"/>.</param>
/// <param name="Connectivity">Neighbours differ by one in at most so many axes, that of the channels included.</param>
/// <param name="IndependentChannels">Whether labels are told apart; if not, all that is above 0 is taken as a mask.</param>
/// <param name="ByMeasure">Whether sizes are measured with the image's voxel size.</param>
/// <param name="Pixdim">Voxel size in millimetres where the image has none of its own; one for all axes, or one for each.</param>
public sealed record RemoveSmallObjects(
    double MinSize = 64, int Connectivity = 1, bool IndependentChannels = true, bool ByMeasure = false, Values<double>? Pixdim = null) : Transform
{
    /// <summary>Neighbours differ by one in at most so many axes.</summary>
    public int Connectivity { get; init; } = Check.Positive(Connectivity);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            if (data.numel() == 0 || data.min().to_type(ScalarType.Float64).item<double>() == data.max().to_type(ScalarType.Float64).item<double>())
            {
                return data.alias();
            }
            var least = ByMeasure ? Math.Ceiling(MinSize / VoxelVolume(image)) : MinSize;
            return !IndependentChannels ? data * LargeComponents(data.gt(0), least).to_type(data.dtype)
                : data.max().to_type(ScalarType.Float64).item<double>() <= 1 ? LargeComponents(data.ne(0), least).to_type(data.dtype)
                : LargeLabels(data, least);
        }));

    /// <inheritdoc cref="RemoveSmallObjects"/>
    /// <param name="img">[C, spatial...].</param>
    /// <param name="minSize">See <see cref="MinSize"/>.</param>
    /// <param name="connectivity">See <see cref="Connectivity"/>.</param>
    /// <param name="independentChannels">See <see cref="IndependentChannels"/>.</param>
    /// <param name="byMeasure">See <see cref="ByMeasure"/>.</param>
    /// <param name="pixdim">See <see cref="Pixdim"/>.</param>
    /// <exception cref="ArgumentException">A label is negative, or the connectivity not above 0.</exception>
    [ReferenceName("remove_small_objects")]
    public static MetaTensor Remove(
        MetaTensor img, double minSize = 64, int connectivity = 1, bool independentChannels = true, bool byMeasure = false, Values<double>? pixdim = null)
        => new RemoveSmallObjects(minSize, connectivity, independentChannels, byMeasure, pixdim).Apply(img);

    private double VoxelVolume(MetaTensor image)
    {
        var rank = image.SpatialShape.Count;
        var own = image.Affine.Equals(Affine.Identity(image.Affine.Rank)) && Pixdim is not null ? [.. Enumerable.Range(0, rank).Select(Pixdim.Cyclic)] : image.Affine.Spacing();
        var volume = own.Aggregate(1.0, (a, b) => a * b);
        return volume == 0 ? 1 : volume;
    }

    private static Tensor LargeLabels(Tensor data, double least)
    {
        var labels = data.to_type(ScalarType.Int64);
        if (labels.min().item<long>() < 0)
        {
            throw new ArgumentException($"RemoveSmallObjects: the image has the label {labels.min().item<long>()}; labels are at least 0.");
        }
        var stays = bincount(labels.flatten()).ge(least);
        return (labels * stays[labels].to_type(ScalarType.Int64)).to_type(data.dtype);
    }

    private Tensor LargeComponents(Tensor foreground, double least)
    {
        var mask = foreground.cpu().contiguous();
        var spatial = mask.shape[1..];
        var single = mask.shape[0] == 1;
        if (single || mask.Dimensions <= 3)
        {
            var shape = single ? spatial : mask.shape;
            ConnectedComponents.Select(
                mask.AsSpan<byte>(), shape, Math.Min(Connectivity, shape.Length), sizes => [.. sizes.Select(size => size >= least)], mask.AsSpan<byte>());
            return mask.to(foreground.device);
        }
        var components = new ChannelComponents(mask.AsSpan<byte>(), spatial, Connectivity);
        components.Keep(mask.AsSpan<byte>(), least);
        return mask.to(foreground.device);
    }
}
