using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.SmoothFields;

/// <summary>A coarse random field, as smooth ones are made of.</summary>
/// <param name="RandSize">Random values along each axis.</param>
/// <param name="Pad">Values of <paramref name="PadVal"/> that surround them.</param>
/// <param name="PadVal">The value around them.</param>
/// <param name="Low">Least random value.</param>
/// <param name="High">Upper bound of the random values.</param>
/// <param name="Channels">Number of fields.</param>
internal sealed record CoarseField(Values<int> RandSize, int Pad, double PadVal, double Low, double High, int Channels)
{
    public int Pad { get; init; } = Check.NotNegative(Pad);

    public double High { get; init; } = High > Low ? High
        : throw new ArgumentException($"a smooth field between {Low} and {High} was asked for; the lower bound must be below the upper one.");

    /// <summary>Bounds as transforms take them: the upper one, above 0.5, or both in any order.</summary>
    public static (double Low, double High) Bounds(Values<double> given, string name) => given switch
    {
        { Count: 1 } => (0.5, given[0]),
        { Count: 2 } => (Math.Min(given[0], given[1]), Math.Max(given[0], given[1])),
        _ => throw new ArgumentException($"{name} is {given}; one number or two are expected."),
    };

    /// <summary>The field before anything was drawn, [1, C, axes...].</summary>
    public Tensor Blank() => full([1, Channels, .. RandSize.Select(n => n + 2L * Pad)], PadVal, ScalarType.Float32);

    /// <summary>A random field, [1, C, axes...].</summary>
    public Tensor Draw(RandomState random)
        => TensorMemory.Scoped(() => nn.functional.pad(
            random.Uniform(Low, High, [1, Channels, .. RandSize.Select(n => (long)n)], ScalarType.Float32),
            [.. Enumerable.Repeat((long)Pad, 2 * RandSize.Count)], PaddingModes.Constant, PadVal));

    /// <summary>A field of some size through the values of a coarse one, whose range it keeps.</summary>
    /// <param name="coarse">[1, C, axes...].</param>
    /// <param name="size">Voxels along each axis; null to give the coarse field itself.</param>
    /// <param name="mode">Interpolation between the values.</param>
    /// <param name="alignCorners">Whether the outer values lie on the outer voxels' centres, where the interpolation knows that.</param>
    /// <returns>[C, size...].</returns>
    public static Tensor Resize(Tensor coarse, Values<int>? size, InterpolationMode mode, bool? alignCorners)
        => size is null ? coarse[0] : TensorMemory.Scoped(() =>
        {
            if (size.Count != coarse.Dimensions - 2)
            {
                throw new ArgumentException($"a smooth field of {size} voxels was asked for, but its random values have {coarse.Dimensions - 2} axes; both need the same.");
            }
            var fine = nn.functional.interpolate(coarse, [.. size.Select(n => (long)n)], mode: mode, align_corners: alignCorners)[0];
            var (low, high) = (fine.min(), fine.max());
            var (from, to) = (coarse.min(), coarse.max());
            return (fine - low).div_(high - low).mul_(to - from).add_(from);
        });
}
