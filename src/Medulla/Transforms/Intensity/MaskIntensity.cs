using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Sets intensities outside a mask to 0.</summary>
/// <param name="MaskData">The mask, [1, spatial...] or with as many channels as the image. May come with the call.</param>
/// <param name="SelectFn">Which of the mask's values are inside; those above 0 if null.</param>
/// <exception cref="ArgumentException">On a call, there is no mask, or it has another number of channels.</exception>
public sealed record MaskIntensity(Tensor? MaskData = null, Func<Tensor, Tensor>? SelectFn = null) : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var mask = MaskData ?? throw new ArgumentException("MaskIntensity: a mask is needed; give it when it is made, or with the call.");
        if (mask.shape[0] != 1 && mask.shape[0] != image.Channels)
        {
            throw new ArgumentException($"MaskIntensity: the mask is [{string.Join(", ", mask.shape)}]; 1 channel, or {image.Channels} as the image has, are expected.");
        }
        return image.WithData(TensorMemory.Scoped(() =>
        {
            var typed = mask.to(image.Data.device).to_type(image.Data.dtype);
            return image.Data * (SelectFn?.Invoke(typed) ?? typed.gt(0)).to_type(image.Data.dtype);
        }));
    }

    /// <summary>The image with a mask that comes with the call.</summary>
    public MetaTensor Apply(MetaTensor image, Tensor? maskData) => (this with { MaskData = maskData ?? MaskData }).Apply(image);

    /// <summary>Masks keys of a sample.</summary>
    /// <param name="Keys">The images.</param>
    /// <param name="MaskData">The mask; see <see cref="MaskIntensity"/>.</param>
    /// <param name="MaskKey">The key of the mask, where none is given.</param>
    /// <param name="SelectFn">Which of the mask's values are inside; those above 0 if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, Tensor? MaskData = null, string? MaskKey = null, Func<Tensor, Tensor>? SelectFn = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
        {
            var masker = new MaskIntensity(MaskData ?? (MaskKey is null ? null : At(MaskKey, () => sample.Image(MaskKey).Data)), SelectFn);
            return ForEachKey(sample, (key, _) => masker.Apply(sample.Image(key)));
        }
    }
}
