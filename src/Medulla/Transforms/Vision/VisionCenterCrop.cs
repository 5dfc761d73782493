using Medulla.Imaging;
using Medulla.Runtime;

namespace Medulla.Transforms.Vision;

/// <summary>
/// Crops the last two axes about their middle, as torchvision's CenterCrop; where they are shorter, zeros are added. The affine stays; use
/// CenterSpatialCrop where anatomy is to keep its place.
/// </summary>
/// <param name="Size">Height and width; one number for both.</param>
/// <exception cref="ArgumentException">The size is neither 1 nor 2 numbers above 0.</exception>
public sealed record VisionCenterCrop(Values<int> Size) : Transform
{
    /// <summary>Height and width.</summary>
    public Values<int> Size { get; init; } = Size.Count is 1 or 2 && Size.All(n => n > 0) ? Size
        : throw new ArgumentException($"VisionCenterCrop: the size is {Size}; 1 or 2 numbers above 0 are expected.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var data = image.Data;
            var (height, width) = (Size[0], Size.Cyclic(1));
            var (down, across) = (Math.Max(0, height - data.shape[^2]), Math.Max(0, width - data.shape[^1]));
            if (down > 0 || across > 0)
            {
                data = TorchSharp.torch.nn.functional.pad(data, [across / 2, (across + 1) / 2, down / 2, (down + 1) / 2]);
            }
            return data.narrow(-2, Start(data.shape[^2], height), height).narrow(-1, Start(data.shape[^1], width), width).alias();
        }));

    private static long Start(long there, int wanted) => (long)Math.Round((there - wanted) / 2.0, MidpointRounding.ToEven);
}
