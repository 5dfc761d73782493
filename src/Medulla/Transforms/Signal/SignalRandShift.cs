using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>How a signal goes on beyond its ends.</summary>
public enum SignalExtension
{
    /// <summary>Periodically, the first sample falling on the last: the period is the length less one.</summary>
    Wrap,

    /// <summary>Periodically.</summary>
    GridWrap,

    /// <summary>Mirrored about the edge of the last sample: (d c b a | a b c d | d c b a).</summary>
    [Imaging.ReferenceName("reflect", "grid-mirror")]
    Reflect,

    /// <summary>Mirrored about the last sample: (d c b | a b c d | c b a).</summary>
    Mirror,

    /// <summary>With the last sample.</summary>
    Nearest,

    /// <summary>With a constant.</summary>
    [Imaging.ReferenceName("constant", "grid-constant")]
    Constant,
}

/// <summary>Shifts a signal by a random share of its length.</summary>
/// <param name="Mode">What comes in from beyond the ends.</param>
/// <param name="Filling">The value for <see cref="SignalExtension.Constant"/>.</param>
/// <param name="Boundaries">The range of the share; [-1, 1] if null.</param>
/// <remarks>As in the reference, all axes are shifted by that many samples, so the channels of a signal change places too.</remarks>
public sealed record SignalRandShift(SignalExtension Mode = SignalExtension.Wrap, double Filling = 0, Interval? Boundaries = null)
    : SignalTransform<SignalRandShift.Drawn>
{
    /// <summary>The shift as a share of the length.</summary>
    public sealed record Drawn(double Magnitude);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
        => new(random.Uniform(Boundaries ?? (-1, 1)));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
    {
        var shift = (long)Math.Round(drawn.Magnitude * Length(image), MidpointRounding.ToEven);
        return image.WithData(TensorMemory.Scoped(() => Enumerable.Range(0, (int)image.Data.Dimensions).Aggregate(image.Data.alias(), (data, axis) =>
        {
            var sources = Enumerable.Range(0, (int)data.shape[axis]).Select(i => Source(i - shift, data.shape[axis])).ToArray();
            var shifted = data.index_select(axis, tensor([.. sources.Select(source => Math.Max(source, 0))], device: data.device));
            var outside = sources.Select((source, i) => (source, i)).Where(one => one.source < 0).Select(one => (long)one.i).ToArray();
            return outside.Length == 0 ? shifted : shifted.index_fill_(axis, tensor(outside, device: data.device), Filling);
        })));
    }

    /// <summary>The sample that stands at a place beyond the ends; -1 for the constant.</summary>
    private long Source(long at, long length) => Mode switch
    {
        _ when at >= 0 && at < length => at,
        SignalExtension.Constant => -1,
        SignalExtension.Nearest => Math.Clamp(at, 0, length - 1),
        _ when length == 1 => 0,
        SignalExtension.GridWrap => Modulo(at, length),
        SignalExtension.Wrap => at < 0 ? at + (length - 1) * (-at / (length - 1) + 1) : at - (length - 1) * (at / (length - 1)),
        SignalExtension.Mirror => length - 1 - Math.Abs(Modulo(at, 2 * (length - 1)) - (length - 1)),
        _ => Modulo(at, 2 * length) is var folded && folded < length ? folded : 2 * length - 1 - folded,
    };

    private static long Modulo(long value, long period) => (value % period + period) % period;
}
