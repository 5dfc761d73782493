using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>What an occluded part of an image is replaced by.</summary>
public sealed class Occlusion
{
    private readonly Func<Tensor, long[], Func<Tensor, Tensor>> prepare;

    private Occlusion(string name, Func<Tensor, long[], Func<Tensor, Tensor>> prepare) => (Name, this.prepare) = (name, prepare);

    /// <summary>Its name, for messages.</summary>
    public string Name { get; }

    /// <summary>The part fades to 0 in its middle, and counts by how much it fades.</summary>
    public static Occlusion Gaussian { get; } = new("gaussian", (image, size) =>
    {
        var fade = Fade(image.shape[1], size).to(image.dtype, image.device);
        return part => part * fade;
    });

    /// <summary>The mean of the part.</summary>
    public static Occlusion MeanPatch { get; } = new("mean_patch", (_, _) => part => ones_like(part) * part.mean());

    /// <summary>The mean of the image.</summary>
    public static Occlusion MeanImage { get; } = new("mean_img", (image, _) =>
    {
        var mean = image.mean();
        return part => ones_like(part) * mean;
    });

    /// <summary>A number.</summary>
    public static implicit operator Occlusion(double value) => new(value.ToString(System.Globalization.CultureInfo.InvariantCulture), (_, _) => part => full_like(part, value));

    /// <summary>"gaussian", "mean_patch" or "mean_img".</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static implicit operator Occlusion(string name)
        => new[] { Gaussian, MeanPatch, MeanImage }.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"mode is '{name}'; it can be gaussian, mean_patch, mean_img, a number or a function.");

    /// <summary>What a function makes of image [1, C, spatial...] and part [1, C, mask...].</summary>
    public static implicit operator Occlusion(Func<Tensor, Tensor, Tensor> replace) => new("function", (image, _) => part => replace(image, part));

    /// <summary>Gets ready for an image [1, C, spatial...] and parts of a size.</summary>
    internal Func<Tensor, Tensor> For(Tensor image, long[] size) => prepare(image, size);

    /// <summary>0 in the middle and 1 at the farthest corner, [1, C, size...]; the standard deviation is a quarter of the size.</summary>
    private static Tensor Fade(long channels, long[] size)
    {
        var kernel = zeros([channels, .. size]);
        size.Select((length, axis) => (length / 2, axis)).Aggregate(kernel, (part, one) => part.narrow(one.axis + 1, one.Item1, 1)).fill_(1);
        var smooth = new Transforms.Intensity.GaussianSmooth(Imaging.Values.From(size.Select(length => length * 0.25))).Apply(new MetaTensor(kernel)).Data;
        var (low, high) = (smooth.min(), smooth.max());
        return high.item<float>() > low.item<float>() ? ((high - smooth) / (high - low)).unsqueeze(0) : zeros_like(smooth).unsqueeze(0);
    }
}
