using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Medulla.Imaging.Kernels;

/// <summary>
/// The runs of an image along its last axis, in order, joined into connected components by union-find. The earliest run of a component
/// is its root, whatever the order of joining. Source: He, Chao and Suzuki, "A Run-Based Two-Scan Labeling Algorithm" (2008).
/// </summary>
internal sealed unsafe class Runs<T>
    where T : unmanaged, IEquatable<T>
{
    private readonly T* values;
    private readonly Shape3 shape;
    private readonly RunKind kind;
    private readonly int width;
    private readonly int[] firstOfRow;   // and the number of runs at the end
    private readonly int[] parents;
    private readonly Run[] runs;

    /// <summary>Finds and joins the runs.</summary>
    /// <param name="values">Must stay where it is.</param>
    /// <param name="shape">Voxels along each axis.</param>
    /// <param name="connectivity">How many axes neighbours may differ in.</param>
    /// <param name="kind">What makes up a run.</param>
    public Runs(T* values, Shape3 shape, int connectivity, RunKind kind)
    {
        this.values = values;
        (this.shape, this.kind, width) = (shape, kind, checked((int)shape.Z));
        firstOfRow = new int[shape.X * shape.Y + 1];
        runs = Find();
        parents = GC.AllocateUninitializedArray<int>(runs.Length);
        for (var i = 0; i < parents.Length; i++)
        {
            parents[i] = i;
        }
        Join(connectivity);
    }

    /// <summary>Number of runs.</summary>
    public int Count => runs.Length;

    /// <summary>Voxels of a run.</summary>
    public int Length(int run) => runs[run].End - runs[run].Start;

    /// <summary>An earlier run of the same component; the run itself if it is the first.</summary>
    public int Parent(int run) => parents[run];

    /// <summary>Calls <paramref name="action"/> for each row, on all cores, with its number, the number of its first run, and its runs.</summary>
    public void ForEachRow(Action<long, int, ReadOnlyMemory<Run>> action)
        => Work.Split(shape.X * shape.Y, shape.Z, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var at = firstOfRow[row];
                action(row, at, runs.AsMemory(at, firstOfRow[row + 1] - at));
            }
        });

    private Run[] Find()
    {
        var rows = shape.X * shape.Y;
        Work.Split(rows, shape.Z, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                firstOfRow[row + 1] = CountInRow(values + row * width);
            }
        });
        for (var row = 1; row < firstOfRow.Length; row++)
        {
            firstOfRow[row] += firstOfRow[row - 1];
        }
        var result = GC.AllocateUninitializedArray<Run>(firstOfRow[^1]);
        Work.Split(rows, shape.Z, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                FindInRow(values + row * width, result.AsSpan(firstOfRow[row], firstOfRow[row + 1] - firstOfRow[row]));
            }
        });
        return result;
    }

    private int CountInRow(T* row)
    {
        if (width == 0)
        {
            return 0;
        }
        var (pieces, zeros) = (1, kind == RunKind.Value && row[0].Equals(default) ? 1 : 0);
        for (var at = 0; at < width; at += 64)
        {
            var ends = Ends(row + at, Math.Min(64, width - 1 - at));
            pieces += BitOperations.PopCount(ends);
            for (; kind == RunKind.Value && ends != 0; ends &= ends - 1)
            {
                zeros += row[at + BitOperations.TrailingZeroCount(ends) + 1].Equals(default) ? 1 : 0;
            }
        }

        // Foreground and background take turns.
        return kind == RunKind.Value ? pieces - zeros : IsWanted(row[0]) ? (pieces + 1) / 2 : pieces / 2;
    }

    private bool IsWanted(T value) => value.Equals(default) == (kind == RunKind.Background);

    private void FindInRow(T* row, Span<Run> found)
    {
        var (start, next) = (0, 0);
        for (var at = 0; at < width; at += 64)
        {
            // Ends of what is alike, 64 voxels at a time: short runs would not let branches be predicted.
            for (var ends = Ends(row + at, Math.Min(64, width - 1 - at)); ends != 0; ends &= ends - 1)
            {
                var end = at + BitOperations.TrailingZeroCount(ends) + 1;
                if (IsWanted(row[start]))
                {
                    found[next++] = new(start, end);
                }
                start = end;
            }
        }
        if (width > 0 && IsWanted(row[start]))
        {
            found[next] = new(start, width);
        }
    }

    /// <summary>A bit for each of <paramref name="count"/> voxels that the next one is not like.</summary>
    private ulong Ends(T* at, int count)
    {
        var alike = 0UL;
        var i = 0;
        if (Vector256<T>.IsSupported)
        {
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var (a, b) = (Vector256.Load(at + i), Vector256.Load(at + i + 1));
                var isAlike = kind == RunKind.Value ? Vector256.Equals(a, b) : ~(Vector256.Equals(a, default) ^ Vector256.Equals(b, default));
                alike |= (ulong)isAlike.ExtractMostSignificantBits() << i;
            }
        }
        for (; i < count; i++)
        {
            var isAlike = kind == RunKind.Value ? at[i].Equals(at[i + 1]) : at[i].Equals(default) == at[i + 1].Equals(default);
            alike |= (isAlike ? 1UL : 0) << i;
        }
        return count <= 0 ? 0 : ~alike & (ulong.MaxValue >> (64 - count));
    }

    /// <summary>Slabs are joined within on all cores, then with one another.</summary>
    private void Join(int connectivity)
    {
        var slabs = new ConcurrentBag<long>();
        Work.Split(shape.X, shape.Slice, (first, end) =>
        {
            slabs.Add(first);
            for (var slice = first; slice < end; slice++)
            {
                for (var row = 1L; row < shape.Y; row++)
                {
                    JoinRows(slice * shape.Y + row - 1, slice * shape.Y + row, connectivity > 1 ? 1 : 0);
                }
                if (slice > first)
                {
                    JoinSlices(slice, connectivity);
                }
            }
        });
        foreach (var slice in slabs.Where(slice => slice > 0))
        {
            JoinSlices(slice, connectivity);
        }
    }

    /// <summary>Joins a slice to the one before.</summary>
    private void JoinSlices(long slice, int connectivity)
    {
        for (var row = 0L; row < shape.Y; row++)
        {
            for (var other = Math.Max(0, row - 1); other <= Math.Min(shape.Y - 1, row + 1); other++)
            {
                var axesApart = other == row ? 1 : 2;
                if (axesApart <= connectivity)
                {
                    JoinRows((slice - 1) * shape.Y + other, slice * shape.Y + row, axesApart < connectivity ? 1 : 0);
                }
            }
        }
    }

    /// <summary>Joins runs of two rows that overlap, or miss each other by no more than <paramref name="reach"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void JoinRows(long earlier, long later, int reach)
    {
        fixed (Run* all = runs)
        fixed (int* parent = parents)
        {
            var (a, endA, endB) = (firstOfRow[earlier], firstOfRow[earlier + 1], firstOfRow[later + 1]);
            for (var b = firstOfRow[later]; b < endB; b++)
            {
                var (start, end) = (all[b].Start - reach, all[b].End + reach);
                while (a < endA && all[a].End <= start)
                {
                    a++;
                }
                for (var other = a; other < endA && all[other].Start < end; other++)
                {
                    if (kind != RunKind.Value || values[earlier * width + all[other].Start].Equals(values[later * width + all[b].Start]))
                    {
                        Union(parent, other, b);
                    }
                }
            }
        }
    }

    /// <summary>Joins the components of two runs.</summary>
    private static void Union(int* parents, int a, int b)
    {
        if (parents[a] == parents[b])
        {
            return;   // as most are by then
        }
        (a, b) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int* parents, int i)
    {
        for (var parent = parents[i]; parent != i; i = parent, parent = parents[i])
        {
            parents[i] = parents[parent];
        }
        return i;
    }
}
