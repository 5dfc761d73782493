using Medulla.Runtime;

namespace Medulla.Transforms.Vision;

/// <summary>Turns red, green and blue into brightness (ITU-R 601), as torchvision's Grayscale.</summary>
/// <param name="NumOutputChannels">1, or 3 for as many equal channels.</param>
/// <exception cref="ArgumentException">It is another number; on a call, the image has neither 1 nor 3 channels.</exception>
public sealed record VisionGrayscale(int NumOutputChannels = 1) : Transform
{
    /// <summary>Number of equal channels.</summary>
    public int NumOutputChannels { get; init; } = NumOutputChannels is 1 or 3 ? NumOutputChannels
        : throw new ArgumentException($"VisionGrayscale: {NumOutputChannels} channels were asked for; it can be 1 or 3.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var gray = Colors.Gray(image.Data);
            return NumOutputChannels == 3 ? gray.expand([3, .. gray.shape.Skip(1)]).contiguous() : gray;
        }));
}
