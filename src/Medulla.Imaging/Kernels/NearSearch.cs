using System.Numerics;
using System.Runtime.Intrinsics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// The least of (distance along a line)^2 + sample at each position of neighbouring lines, by looking at samples further and further
/// away until none can be less. Vectors run across the lines; where features are not far, this is several times as fast as an envelope.
/// </summary>
/// <param name="count">Samples of a line.</param>
/// <param name="step">From one sample to the next.</param>
internal sealed unsafe class NearSearch<T>(int count, double step)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Lines that are searched together; their samples at one position fill a cache line or two.</summary>
    public const int Lines = 16;

    /// <summary>How many samples away an envelope becomes the faster way.</summary>
    private const int Reach = 128;

    private readonly T[] samples = new T[count * Lines], least = new T[count * Lines];
    private readonly T[] squares = [.. Enumerable.Range(0, Math.Min(count, Reach + 1)).Select(i => T.CreateTruncating(i * step * (i * step)))];

    /// <summary>Replaces the samples of up to <see cref="Lines"/> lines.</summary>
    /// <param name="values">First sample of the first line; the other lines follow it in memory.</param>
    /// <param name="stride">From one sample of a line to the next.</param>
    /// <param name="lines">Number of lines.</param>
    /// <returns>False if a nearest feature is too far away; then nothing has been replaced.</returns>
    public bool TryRun(T* values, long stride, int lines)
    {
        var isEmpty = true;
        for (var i = 0; i < count; i++)
        {
            var own = samples.AsSpan(i * Lines, Lines);
            new ReadOnlySpan<T>(values + i * stride, lines).CopyTo(own);
            own[lines..].Clear();
            isEmpty &= !own[..lines].ContainsAnyExcept(T.PositiveInfinity);
        }
        if (isEmpty)
        {
            return true;
        }
        fixed (T* own = samples, result = least)
        {
            for (var at = 0; at < count * Lines; at += Vector256<T>.Count)
            {
                if (!TryFind(own + at, at / Lines, out var found))
                {
                    return false;
                }
                found.Store(result + at);
            }
        }
        for (var i = 0; i < count; i++)
        {
            least.AsSpan(i * Lines, lines).CopyTo(new Span<T>(values + i * stride, lines));
        }
        return true;
    }

    private bool TryFind(T* at, int position, out Vector256<T> least)
    {
        least = Vector256.Load(at);
        var before = at;
        var after = at;
        for (var away = 1; position - away >= 0 || position + away < count; away++)
        {
            if (away == squares.Length)
            {
                return false;
            }
            var square = Vector256.Create(squares[away]);
            if (Vector256.LessThanOrEqualAll(least, square))
            {
                return true;
            }
            before -= Lines;
            after += Lines;
            if (position - away >= 0)
            {
                least = Vector256.MinNative(least, Vector256.Load(before) + square);
            }
            if (position + away < count)
            {
                least = Vector256.MinNative(least, Vector256.Load(after) + square);
            }
        }
        return true;
    }
}
