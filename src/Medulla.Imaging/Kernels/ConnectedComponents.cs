using System.Numerics;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// Connected components of a mask or label image of one to three axes, numbered from 1 in the order of their first voxels in memory,
/// as scikit-image numbers them.
/// </summary>
public static class ConnectedComponents
{
    /// <summary>Numbers the components of a mask.</summary>
    /// <param name="mask">Row-major, not 0 where foreground is.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="connectivity">How many axes two neighbours may differ in, by one: 1 for faces only, the number of axes for corners too.</param>
    /// <param name="labels">Filled with the number of each voxel's component, 0 for background.</param>
    /// <returns>Voxels of each component, the first being component 1.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static IReadOnlyList<long> Label<T>(ReadOnlySpan<T> mask, ReadOnlySpan<long> shape, int connectivity, Span<int> labels)
        where T : unmanaged, IEquatable<T>
        => Run(mask, shape, connectivity, labels, RunKind.Foreground);

    /// <summary>Numbers the components of a label image: neighbours belong together if their values are equal and not 0.</summary>
    /// <param name="values">Row-major, 0 in the background.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="connectivity">See <see cref="Label{T}"/>.</param>
    /// <param name="labels">Filled with the number of each voxel's component, 0 for background.</param>
    /// <returns>Voxels of each component, the first being component 1.</returns>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static IReadOnlyList<long> LabelValues<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, int connectivity, Span<int> labels)
        where T : unmanaged, IBinaryInteger<T>
        => Run(values, shape, connectivity, labels, RunKind.Value);

    /// <summary>Marks the voxels of chosen components of a mask; costs less than numbering all voxels.</summary>
    /// <param name="mask">Row-major, not 0 where foreground is.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="connectivity">See <see cref="Label{T}"/>.</param>
    /// <param name="choose">Is given the voxels of each component, numbered as by <see cref="Label{T}"/> from index 0; returns whether to keep each.</param>
    /// <param name="kept">Filled with 1 in the components kept, 0 elsewhere; may be <paramref name="mask"/>'s own memory.</param>
    /// <exception cref="ArgumentException">The shape does not fit the spans, or the connectivity the shape.</exception>
    public static unsafe void Select<T>(
        ReadOnlySpan<T> mask, ReadOnlySpan<long> shape, int connectivity, Func<IReadOnlyList<long>, IReadOnlyList<bool>> choose, Span<byte> kept)
        where T : unmanaged, IEquatable<T>
    {
        if (typeof(T) == typeof(bool))
        {
            Select(MemoryMarshal.Cast<T, byte>(mask), shape, connectivity, choose, kept);   // vectors know no bool
            return;
        }
        var size = Shape3.Of(nameof(ConnectedComponents), shape, 1, mask.Length, kept.Length);
        CheckConnectivity(nameof(ConnectedComponents), connectivity, size);
        fixed (T* input = mask)
        fixed (byte* pinned = kept)
        {
            var output = pinned;
            var runs = new Runs<T>(input, size, connectivity, RunKind.Foreground);
            var (numbers, sizes) = Number(runs);
            bool[] keep = [.. choose(sizes)];
            runs.ForEachRow((row, firstRun, inRow) =>
            {
                var target = new Span<byte>(output + row * size.Z, (int)size.Z);
                target.Clear();
                foreach (var run in inRow.Span)
                {
                    if (keep[numbers[firstRun++] - 1])
                    {
                        target[run.Start..run.End].Fill(1);
                    }
                }
            });
        }
    }

    /// <summary>Checks that a connectivity is between 1 and the number of axes.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal static void CheckConnectivity(string who, int connectivity, Shape3 shape)
    {
        if (connectivity < 1 || connectivity > shape.Rank)
        {
            throw new ArgumentException($"{who}: connectivity {connectivity} for an image of {shape.Rank} axes; 1 to the number of axes is expected.");
        }
    }

    private static unsafe List<long> Run<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, int connectivity, Span<int> labels, RunKind kind)
        where T : unmanaged, IEquatable<T>
    {
        var size = Shape3.Of(nameof(ConnectedComponents), shape, 1, values.Length, labels.Length);
        CheckConnectivity(nameof(ConnectedComponents), connectivity, size);
        if (typeof(T) == typeof(bool))
        {
            return Run(MemoryMarshal.Cast<T, byte>(values), shape, connectivity, labels, kind);   // vectors know no bool
        }
        fixed (T* input = values)
        fixed (int* pinned = labels)
        {
            var output = pinned;
            var runs = new Runs<T>(input, size, connectivity, kind);
            var (numbers, sizes) = Number(runs);
            runs.ForEachRow((row, firstRun, inRow) =>
            {
                var target = new Span<int>(output + row * size.Z, (int)size.Z);
                target.Clear();
                foreach (var run in inRow.Span)
                {
                    var number = numbers[firstRun++];
                    for (var i = run.Start; i < run.End; i++)
                    {
                        target[i] = number;
                    }
                }
            });
            return sizes;
        }
    }

    private static (int[] Numbers, List<long> Sizes) Number<T>(Runs<T> runs)
        where T : unmanaged, IEquatable<T>
    {
        var numbers = GC.AllocateUninitializedArray<int>(runs.Count);
        List<long> sizes = [];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (runs.Parent(i) == i)
            {
                sizes.Add(0);
                numbers[i] = sizes.Count;
            }
            else
            {
                numbers[i] = numbers[runs.Parent(i)];   // an earlier run: it has its number
            }
            sizes[numbers[i] - 1] += runs.Length(i);
        }
        return (numbers, sizes);
    }
}
