using Medulla.Imaging;
using Medulla.Transforms;
using Medulla.Transforms.CropPad;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Cuts a square patch around a point out of pictures; near a border the patch is moved inside, and where the picture is smaller it is padded.
/// The patch keeps the affine of the whole picture.
/// </summary>
/// <param name="Keys">Pictures [C, H, W].</param>
/// <param name="CentroidKey">Key of the point, (row, column) in pixels.</param>
/// <param name="PatchSize">Pixels along each axis.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <param name="Method">On which sides to pad.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
public sealed record ExtractPatch(
    Values<string> Keys, string CentroidKey = "centroid", int PatchSize = 128, bool AllowMissingKeys = false, PadMethod Method = PadMethod.Symmetric,
    PadMode Mode = PadMode.Constant, [property: ReferenceName("value", "constant_values")] double Value = 0) : SampleTransform(Keys, AllowMissingKeys)
{
    /// <summary>Pixels along each axis.</summary>
    public int PatchSize { get; init; } = Check.Positive(PatchSize);

    private protected override Sample Apply(Sample sample, Call call)
    {
        var center = At(CentroidKey, () => Clicks.Numbers(sample[CentroidKey]) is [_, _] pair ? pair
            : throw new ArgumentException("the middle of a patch is (row, column); it has another number of axes."));
        var pad = new SpatialPad([PatchSize, PatchSize], Method, Mode, Value);
        return ForEachKey(sample, (key, _) =>
        {
            var picture = sample.Image(key);
            if (picture.Data.Dimensions != 3)
            {
                throw new ArgumentException($"patches are cut out of pictures [C, H, W]; this is [{string.Join(", ", picture.Data.shape)}].");
            }
            var patch = PatchWindow.Of(picture.Data, Window(center[0], picture.Data.shape[1]), Window(center[1], picture.Data.shape[2]));
            return pad.Apply(picture.WithData(patch));
        });
    }

    private (long Start, long End) Window(double center, long length)
    {
        var start = (long)Math.Max(center - PatchSize / 2.0, 0);
        return start + PatchSize > length ? (length - PatchSize, length) : (start, start + PatchSize);
    }
}
