using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>The functions of arrays that configurations use under the reference's names. In C#, tensors have them all as methods.</summary>
public static class Arrays
{
    /// <summary>The largest size that libtorch sorts out quantiles of.</summary>
    private const long LargestQuantile = 16_000_000;

    /// <summary>Fewer values are sorted faster than counted.</summary>
    private const long FewestCounted = 10_000;

    /// <summary>Up to this many values the reference computes ranks as float32, above as float64.</summary>
    private const long LargestSingle = 1_000_000;

    /// <summary>Moves axes to other places; the others keep their order.</summary>
    public static Tensor MoveAxis(Tensor x, Values<long> src, Values<long> dst) => x.movedim(src.ToArray(), dst.ToArray());

    /// <summary>Values cut to a range; a missing end leaves that side alone.</summary>
    public static Tensor Clip(Tensor a, Tensor? aMin = null, Tensor? aMax = null) => (aMin, aMax) switch
    {
        (null, null) => a.alias(),
        ({ } low, null) => a.maximum(low.to(a.device)),
        (null, { } high) => a.minimum(high.to(a.device)),
        ({ } low, { } high) => a.maximum(low.to(a.device)).minimum(high.to(a.device)),
    };

    /// <summary>Percentiles; between two values they are interpolated.</summary>
    /// <param name="x">The values.</param>
    /// <param name="q">The percentages, in [0, 100].</param>
    /// <param name="dim">The axis; all values together if null.</param>
    /// <param name="keepdim">Whether that axis stays, with length 1.</param>
    /// <returns>Of the values' type; several percentages come along a new first axis.</returns>
    /// <exception cref="ArgumentException">A percentage lies outside [0, 100].</exception>
    public static Tensor Percentile(Tensor x, Tensor q, int? dim = null, bool keepdim = false)
    {
        if (q.lt(0).logical_or(q.gt(100)).any().item<bool>())
        {
            throw new ArgumentException($"percentages lie in [0, 100]; [{string.Join(", ", q.flatten().to_type(ScalarType.Float64).data<double>().ToArray())}] were given.");
        }
        return TensorMemory.Scoped(() =>
        {
            var values = x.dtype is ScalarType.Float32 or ScalarType.Float64 ? x : x.to_type(ScalarType.Float64);
            var share = (q.to_type(ScalarType.Float64) / 100).to(values.dtype).to(x.device);
            var flat = dim is null ? values.flatten() : values;
            var found = dim is null && flat.numel() >= FewestCounted && share.numel() <= 8 && flat is { dtype: ScalarType.Float32, device_type: DeviceType.CPU }
                ? tensor(Selected(flat, q)).reshape(q.shape)
                : flat.numel() <= LargestQuantile ? flat.quantile(share, dim ?? 0) : Sorted(flat, share, dim ?? 0);
            if (keepdim)
            {
                long[] kept = [.. x.shape.Select((n, axis) => dim is null || axis == (dim + x.Dimensions) % x.Dimensions ? 1 : n)];
                found = found.reshape([.. q.shape, .. kept]);
            }
            return found.to_type(x.dtype).alias();
        });
    }

    /// <summary>The most frequent value along an axis; the least of several.</summary>
    /// <param name="x">The values.</param>
    /// <param name="dim">The axis.</param>
    /// <param name="toLong">Whether values are counted as whole numbers; the result has the type of <paramref name="x"/> all the same.</param>
    public static Tensor Mode(Tensor x, int dim = -1, bool toLong = true)
        => TensorMemory.Scoped(() => torch.mode(toLong ? x.to_type(ScalarType.Int64) : x, dim).values.to_type(x.dtype).alias());

    /// <summary>The largest value, of all or along an axis.</summary>
    public static Tensor Max(Tensor x, int? dim = null) => dim is { } axis ? x.max(axis).values : x.max();

    /// <summary>The least value, of all or along an axis.</summary>
    public static Tensor Min(Tensor x, int? dim = null) => dim is { } axis ? x.min(axis).values : x.min();

    /// <summary>The mean, of all or along an axis.</summary>
    public static Tensor Mean(Tensor x, int? dim = null) => Fractional(x) is var values && dim is { } axis ? values.mean([axis]) : values.mean();

    /// <summary>The middle value, of all; the lower one of two.</summary>
    public static Tensor Median(Tensor x) => x.median();

    /// <summary>The standard deviation, of all or along an axis.</summary>
    public static Tensor Std(Tensor x, int? dim = null, bool unbiased = false) 
        => Fractional(x) is var values && dim is { } axis ? values.std(axis, unbiased) : values.std(unbiased);

    /// <summary>The sum, of all or along an axis.</summary>
    public static Tensor Sum(Tensor x, int? dim = null) => dim is { } axis ? x.sum(axis) : x.sum();

    /// <summary>Sums from the beginning on, along an axis; along the first if null.</summary>
    public static Tensor CumSum(Tensor a, int? axis = null) => a.cumsum(axis ?? 0);

    /// <summary>The larger of two values, element by element.</summary>
    public static Tensor Maximum(Tensor a, Tensor b) => a.maximum(b);

    /// <summary>Whether elements are among some values, [N] for N elements.</summary>
    [ReferenceName("in1d")]
    public static Tensor IsIn(Tensor x, Tensor y) => isin(x, y.to(x.device)).flatten();

    /// <summary>One or the other, by a condition; without both, the indices where it holds, one tensor for each axis.</summary>
    public static object Where(Tensor condition, Tensor? x = null, Tensor? y = null)
        => x is { } yes && y is { } no ? where(condition, yes.to(condition.device), no.to(yes.dtype).to(condition.device))
            : condition.nonzero().unbind(1);

    /// <summary>Indices of the elements that are not 0, [N, axes].</summary>
    public static Tensor ArgWhere(Tensor a) => a.nonzero();

    /// <summary>Indices of the elements that are not 0, of an array of one axis, [N].</summary>
    public static Tensor Nonzero(Tensor x) => x.nonzero().flatten();

    /// <summary>The order that sorts the elements along an axis.</summary>
    public static Tensor ArgSort(Tensor a, int axis = -1) => a.argsort(axis);

    /// <summary>The elements in a row.</summary>
    public static Tensor Ravel(Tensor x) => x.flatten();

    /// <summary>Arrays joined along an axis.</summary>
    public static Tensor Concatenate(IReadOnlyList<Tensor> toCat, int axis = 0) => cat([.. toCat], axis);

    /// <summary>Arrays joined along a new axis.</summary>
    public static Tensor Stack(IReadOnlyList<Tensor> x, int dim) => stack(x, dim);

    /// <summary>Each element several times, along an axis or in a row.</summary>
    public static Tensor Repeat(Tensor a, int repeats, int? axis = null) => axis is { } along ? a.repeat_interleave(repeats, along) : a.flatten().repeat_interleave(repeats);

    /// <summary>The different values, sorted.</summary>
    public static Tensor Unique(Tensor x) => x.unique().output;

    /// <summary>Whether elements are numbers and not infinite.</summary>
    public static Tensor IsFinite(Tensor x) => x.isfinite();

    /// <summary>Whether elements are NaN.</summary>
    public static Tensor IsNan(Tensor x) => x.isnan();

    /// <summary>Whether two arrays are the same up to a tolerance.</summary>
    [ReferenceName("allclose")]
    public static bool AllClose(Tensor a, Tensor b, double rtol = 1e-5, double atol = 1e-8, bool equalNan = false)
        => a.allclose(b.to(a.dtype).to(a.device), rtol, atol, equalNan);

    /// <summary>The whole part of a quotient, towards minus infinity.</summary>
    public static Tensor FloorDivide(Tensor a, Tensor b) => a.floor_divide(b);

    /// <summary>Where elements belong in a sorted list, so that it stays sorted.</summary>
    public static Tensor SearchSorted(Tensor a, Tensor v, bool right = false) => searchsorted(a, v, right: right);

    /// <summary>ln(1 + exp(x)), without overflow.</summary>
    public static Tensor Softplus(Tensor x) => zeros_like(x).logaddexp(x);

    /// <summary>Adds axes of length 1 at the end until there are enough; an array that has them already stays as it is.</summary>
    public static Tensor UnsqueezeRight(Tensor arr, int ndim) => arr.view([.. arr.shape, .. Ones(ndim - arr.Dimensions)]);

    /// <summary>Adds axes of length 1 at the front until there are enough; an array that has them already stays as it is.</summary>
    public static Tensor UnsqueezeLeft(Tensor arr, int ndim) => arr.view([.. Ones(ndim - arr.Dimensions), .. arr.shape]);

    /// <summary>Some slices along an axis.</summary>
    /// <param name="data">The array.</param>
    /// <param name="dim">The axis.</param>
    /// <param name="asIndices">Whether the numbers are those of the slices; otherwise they are stop, or start and stop, or start, stop and step.</param>
    /// <param name="slicevals">The numbers; negative ones count from the end, null is the end itself.</param>
    /// <exception cref="ArgumentException">The numbers say no range.</exception>
    public static Tensor SampleSlices(Tensor data, int dim = 1, bool asIndices = true, params long?[] slicevals)
    {
        if (asIndices)
        {
            long[] at = [.. slicevals.Select(n => n is { } number ? (number < 0 ? number + data.shape[dim] : number)
                : throw new ArgumentException("the number of a slice is null; whole numbers are expected."))];
            return data.index_select(dim, tensor(at, device: data.device));
        }
        var (start, stop, step) = slicevals switch
        {
            [var end] => (null, end, null),
            [var begin, var end] => (begin, end, null),
            [var begin, var end, var by] => (begin, end, by),
            _ => throw new ArgumentException($"{slicevals.Length} numbers say no range of slices; start, stop and step are expected."),
        };
        return data.slice(dim, start ?? 0, stop ?? data.shape[dim], step ?? 1);
    }

    /// <summary>Whole numbers as float64, as NumPy takes their means.</summary>
    private static Tensor Fractional(Tensor x) => x.is_floating_point() ? x : x.to_type(ScalarType.Float64);

    private static IEnumerable<long> Ones(long count) => Enumerable.Repeat(1L, (int)Math.Max(0, count));

    /// <summary>Quantiles by sorting, for arrays of any size.</summary>
    internal static Tensor Sorted(Tensor values, Tensor share, int dim)
    {
        var sorted = values.sort(dim).Values.movedim([dim], [0]);
        var last = sorted.shape[0] - 1;
        var at = share.flatten().to_type(ScalarType.Float64) * last;
        var below = at.floor();
        var part = (at - below).to_type(values.dtype).view([-1, .. Ones(sorted.Dimensions - 1)]);
        var (low, high) = (sorted[below.to_type(ScalarType.Int64)], sorted[(below + 1).clamp_max(last).to_type(ScalarType.Int64)]);
        // NaN sorts to the end; as libtorch has it, an array with one has no quantiles.
        var known = where(sorted[last].isnan(), sorted[last], low + (high - low) * part);
        return share.Dimensions == 0 ? known.squeeze(0) : known;
    }

    /// <summary>Percentiles of many values, found by counting: two of 8 million in 20 ms, where sorting takes 1 s.</summary>
    internal static float[] Selected(Tensor values, Tensor percentages)
    {
        var last = values.numel() - 1;
        double[] at = [.. percentages.to_type(ScalarType.Float64).cpu().flatten().data<double>()
            .Select(percentage => last < LargestSingle ? (float)(percentage / 100) * last : percentage / 100 * last)];
        long[] ranks = [.. at.SelectMany(place => (long[])[(long)place, Math.Min((long)place + 1, last)]), last];
        var found = OrderStatistics.Select(values.contiguous().AsSpan<float>(), ranks);
        return [.. at.Select((place, i) => (found[2 * i], found[2 * i + 1]) switch
        {
            _ when float.IsNaN(found[^1]) => float.NaN,   // as libtorch has it, an array with one has no quantiles
            var (low, high) when low == high => low,
            var (low, high) => (float)(low + ((double)high - low) * (place - Math.Floor(place))),
        })];
    }
}
