using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.SmoothFields;

/// <summary>
/// A random field that varies smoothly: coarse random values with interpolation between them. Unlike transforms it remembers what it
/// drew last; one object serves one thread.
/// </summary>
public sealed class SmoothField
{
    private readonly CoarseField coarse;
    private readonly bool? alignCorners;
    private float[]? values;
    private Values<int>? size;
    private InterpolationMode mode;

    /// <summary>A field.</summary>
    /// <param name="randSize">Random values along each axis.</param>
    /// <param name="pad">Values of <paramref name="padVal"/> that surround them on each side.</param>
    /// <param name="padVal">The value around them.</param>
    /// <param name="low">Least value.</param>
    /// <param name="high">Upper bound of the values.</param>
    /// <param name="channels">Number of fields.</param>
    /// <param name="spatialSize">Voxels along each axis; null to give the coarse values.</param>
    /// <param name="mode">Interpolation between the values.</param>
    /// <param name="alignCorners">Whether the outer values lie on the outer voxels' centres; null where the interpolation does not ask.</param>
    /// <exception cref="ArgumentException"><paramref name="low"/> is not below <paramref name="high"/>, or <paramref name="pad"/> is negative.</exception>
    public SmoothField(
        Values<int> randSize, int pad = 0, double padVal = 0, double low = -1, double high = 1, int channels = 1, Values<int>? spatialSize = null,
        InterpolationMode mode = InterpolationMode.Area, bool? alignCorners = null)
    {
        coarse = new(randSize, pad, padVal, low, high, Check.Positive(channels));
        (size, this.mode, this.alignCorners) = (spatialSize, mode, alignCorners);
    }

    /// <summary>What to draw from.</summary>
    public RandomState Random { get; set; } = new();

    /// <summary>Draws new values.</summary>
    public void Randomize()
    {
        using var drawn = coarse.Draw(Random);
        values = drawn.AsSpan<float>().ToArray();
    }

    /// <summary>Asks for another size; null for the coarse values.</summary>
    public void SetSpatialSize(Values<int>? spatialSize) => size = spatialSize;

    /// <summary>Asks for another interpolation.</summary>
    public void SetMode(InterpolationMode mode) => this.mode = mode;

    /// <summary>The field of what was drawn last; of the surrounding value alone before the first draw.</summary>
    /// <param name="randomize">Whether to draw new values first.</param>
    /// <returns>[C, size...]; the coarse values as [1, C, axes...].</returns>
    public Tensor Call(bool randomize = false)
    {
        if (randomize)
        {
            Randomize();
        }
        return TensorMemory.Scoped(() =>
        {
            var field = coarse.Blank();
            values?.CopyTo(field.AsSpan<float>());
            return size is null ? field : CoarseField.Resize(field, size, mode, alignCorners);
        });
    }
}
