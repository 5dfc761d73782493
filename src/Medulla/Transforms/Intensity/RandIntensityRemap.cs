using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Maps intensities by a random smooth curve that rises or falls; see <see cref="IntensityRemap"/>.</summary>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <param name="KernelSize">Width of the window that smooths the curve, in distinct intensities.</param>
/// <param name="Slope">Slope of the linear part; its sign is drawn.</param>
/// <param name="ChannelWise">Whether each channel gets a curve of its own.</param>
public sealed record RandIntensityRemap(double Prob = 0.1, int KernelSize = 30, double Slope = 0.7, bool ChannelWise = true)
    : RandomTransform<RandIntensityRemap.Drawn>(Prob)
{
    /// <summary>Width of the window.</summary>
    public int KernelSize { get; init; } = Check.Positive(KernelSize);

    /// <summary>One curve, or one for each channel, one after the other.</summary>
    /// <param name="Levels">The distinct intensities, ascending within a curve.</param>
    /// <param name="Curves">What each becomes.</param>
    /// <param name="Counts">Number of levels of each curve.</param>
    public sealed record Drawn(Tensor Levels, Tensor Curves, Values<long> Counts);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        using var scope = NewDisposeScope();
        var curves = (ChannelWise ? image.Data.unbind(0) : [image.Data])
            .Select(part => new IntensityRemap(KernelSize, random.Choice(2) == 0 ? -Slope : Slope).Draw(random, part)).ToList();
        return new(
            cat(curves.ConvertAll(curve => curve.Levels)).MoveToOuterDisposeScope(),
            cat(curves.ConvertAll(curve => curve.Curve)).MoveToOuterDisposeScope(),
            Values.From(curves.Select(curve => curve.Levels.shape[0])));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn) => image.WithData(TensorMemory.Scoped(() =>
    {
        var counts = drawn.Counts.ToArray();
        var curves = Values.From(drawn.Levels.split(counts).Zip(drawn.Curves.split(counts), (levels, curve) => new IntensityRemap.Drawn(levels, curve)));
        return PerChannel.Apply(image.Data, curves, IntensityRemap.Remap);
    }));
}
