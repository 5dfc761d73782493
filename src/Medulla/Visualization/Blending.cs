using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Visualization;

/// <summary>Lays coloured labels over images.</summary>
public static class Blending
{
    /// <summary>An image in colours, with a label over it.</summary>
    /// <param name="image">[1, spatial...] or, in colours, [3, spatial...].</param>
    /// <param name="label">[1, spatial...].</param>
    /// <param name="alpha">How much the label covers, from 0 (not) to 1 (all); one for all voxels, or [1, spatial...].</param>
    /// <param name="cmap">Colours of the label.</param>
    /// <param name="rescaleArrays">Whether image and label are first brought to [0, 1].</param>
    /// <param name="transparentBackground">Whether nothing covers the image where the label is 0.</param>
    /// <returns>[3, spatial...], of the image's element type.</returns>
    /// <exception cref="ArgumentException">The sizes do not match, or there are too many channels.</exception>
    public static Tensor BlendImages(
        Tensor image, Tensor label, Tensor? alpha = null, Colormap cmap = Colormap.Hsv, bool rescaleArrays = true, bool transparentBackground = true)
    {
        string Text(Tensor of) => $"[{string.Join(", ", of.shape)}]";
        if (label.shape[0] != 1 || image.shape[0] is not (1 or 3) || !image.shape.AsSpan(1).SequenceEqual(label.shape.AsSpan(1)))
        {
            throw new ArgumentException($"blend_images: the image is {Text(image)} and the label {Text(label)}; [1 or 3, spatial...] and [1, spatial...] are expected.");
        }
        if (alpha is { Dimensions: > 0 } && !alpha.shape.AsSpan(1).SequenceEqual(image.shape.AsSpan(1)))
        {
            throw new ArgumentException($"blend_images: alpha is {Text(alpha)} and the image {Text(image)}; a number or the image's size is expected.");
        }
        using var scope = NewDisposeScope();
        if (rescaleArrays)
        {
            (image, label) = (Rescaled(image), Rescaled(label));
        }
        var colors = Colormaps.Of(label[0], cmap).to_type(label.dtype);
        var weight = (alpha ?? tensor(0.5)).to(label.dtype, label.device).expand_as(label);
        weight = transparentBackground ? where(label == 0, zeros_like(label), weight) : weight;
        return (((1 - weight) * image) + (weight * colors)).MoveToOuterDisposeScope();
    }

    private static Tensor Rescaled(Tensor values)
    {
        values = values.is_floating_point() ? values : values.to_type(ScalarType.Float32);
        var (low, high) = (values.min(), values.max());
        return where(high > low, (values - low) / (high - low), zeros_like(values));
    }
}
