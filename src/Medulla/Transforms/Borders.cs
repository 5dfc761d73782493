using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms;

/// <summary>Adds voxels around an image.</summary>
internal static class Borders
{
    /// <summary>Pads the spatial axes as a sampling says.</summary>
    /// <inheritdoc cref="Apply(Tensor, IReadOnlyList{ValueTuple{long, long}}, PadMode, double)"/>
    /// <exception cref="ArgumentException">There are not as many values as axes.</exception>
    public static Tensor Apply(Tensor image, IReadOnlyList<(long Before, long After)> amounts, Sampling sampling)
    {
        if (sampling.Fills is not { } fills || sampling.Outside != PadMode.Constant)
        {
            return Apply(image, amounts, sampling.Outside, sampling.Fill);
        }
        if (fills.Count != amounts.Count)
        {
            throw new ArgumentException($"values to pad with are given for {fills.Count} axes; the image has {amounts.Count}.");
        }
        for (var axis = 0; axis < fills.Count; axis++)
        {
            (long, long) Only(int other, bool before) => other != axis ? (0, 0) : before ? (amounts[axis].Before, 0) : (0, amounts[axis].After);
            foreach (var before in (bool[])[true, false])
            {
                image = Apply(image, [.. amounts.Select((_, other) => Only(other, before))], PadMode.Constant, fills[axis][before ? 0 : 1]);
            }
        }
        return image;
    }

    /// <summary>Pads the spatial axes, one after the other.</summary>
    /// <param name="image">[C, spatial...], of any element type.</param>
    /// <param name="amounts">Voxels to add before and after, for each spatial axis; at least 0.</param>
    /// <param name="mode">What to add.</param>
    /// <param name="fill">The value of <see cref="PadMode.Constant"/>.</param>
    public static Tensor Apply(Tensor image, IReadOnlyList<(long Before, long After)> amounts, PadMode mode, double fill)
    {
        if (amounts.All(a => a is (0, 0)))
        {
            return image.alias();
        }
        mode = mode switch { PadMode.GridConstant => PadMode.Constant, PadMode.Mirror => PadMode.Reflect, PadMode.GridWrap => PadMode.Wrap, _ => mode };
        if (mode == PadMode.Constant)
        {
            long[] flat = [.. amounts.Reverse().SelectMany(a => new[] { a.Before, a.After })];
            return image.dtype == ScalarType.Bool
                ? nn.functional.pad(image.to_type(ScalarType.Byte), flat, PaddingModes.Constant, fill).to_type(ScalarType.Bool)
                : nn.functional.pad(image, flat, PaddingModes.Constant, fill);
        }
        for (var axis = 0; axis < amounts.Count; axis++)
        {
            var (before, after) = amounts[axis];
            if (before > 0 || after > 0)
            {
                image = mode is PadMode.Edge or PadMode.Reflect or PadMode.Symmetric or PadMode.Wrap
                    ? image.index_select(axis + 1, Indices(image.shape[axis + 1], before, after, mode).to(image.device))
                    : cat([Side(image, axis + 1, before, mode, low: true), image, Side(image, axis + 1, after, mode, low: false)], axis + 1);
            }
        }
        return image;
    }

    /// <summary>For each position of the padded axis, the position of the axis that it repeats.</summary>
    private static Tensor Indices(long size, long before, long after, PadMode mode)
        => tensor([.. Enumerable.Range(0, (int)(before + size + after)).Select(i => Index(i - before, size, mode))]);

    private static long Index(long i, long size, PadMode mode)
    {
        static long Modulo(long a, long b) => ((a % b) + b) % b;
        switch (mode)
        {
            case PadMode.Edge:
                return Math.Clamp(i, 0, size - 1);
            case PadMode.Wrap:
                return Modulo(i, size);
            case PadMode.Reflect:
                var turn = Modulo(i, Math.Max(1, 2 * (size - 1)));
                return turn < size ? turn : 2 * (size - 1) - turn;
            default:
                var cycle = Modulo(i, 2 * size);
                return cycle < size ? cycle : 2 * size - 1 - cycle;
        }
    }

    /// <summary>The voxels to add on one side, for the modes that compute them.</summary>
    private static Tensor Side(Tensor image, int axis, long count, PadMode mode, bool low)
    {
        var size = image.shape[axis];
        var real = image.is_floating_point() ? image : image.to_type(ScalarType.Float64);
        long[] repeated = [.. image.shape.Select((n, i) => i == axis ? count : n)];
        Tensor side;
        if (mode == PadMode.LinearRamp)
        {
            // From 0 at the far end towards the outermost voxel, which is not repeated.
            var ramp = arange(count, real.dtype, real.device) / count;
            ramp = low || count == 0 ? ramp : ramp.flip(0);
            long[] along = [.. image.shape.Select((_, i) => i == axis ? count : 1)];
            side = real.narrow(axis, low ? 0 : size - 1, 1) * ramp.reshape(along);
        }
        else
        {
            side = (mode switch
            {
                PadMode.Maximum => real.amax([axis], keepdim: true),
                PadMode.Minimum => real.amin([axis], keepdim: true),
                PadMode.Mean => real.mean([axis], keepdim: true),
                PadMode.Median => real.quantile(0.5, axis, keepdim: true),
                _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "no such padding mode."),
            }).expand(repeated);
        }
        return (image.is_floating_point() ? side : mode == PadMode.LinearRamp ? side.trunc() : side.round()).to_type(image.dtype);
    }
}
