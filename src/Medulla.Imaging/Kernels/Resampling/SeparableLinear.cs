using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Linear interpolation along one axis after the other. For a target slice, source rows are blended from two slices when they are
/// first needed; a target row is blended from two of those; its voxels are read from that row. Nothing larger than a slice is held.
/// </summary>
internal sealed unsafe class SeparableLinear<T>(Shape3 from, AxisTable<T> x, AxisTable<T> y, AxisTable<T> z)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int width = checked((int)from.Z);

    /// <summary>Fills the target.</summary>
    public void Run(T* source, T* target, int channels)
    {
        var (slices, size) = (x.Low.Length, (long)y.Low.Length * z.Low.Length);
        Work.Split((long)channels * slices, size + y.Low.Length * (long)width, (first, end) =>
        {
            var scratch = new Scratch(from);
            for (var slice = first; slice < end; slice++)
            {
                var (channel, at) = Math.DivRem(slice, slices);
                Slice(source + channel * from.Count, (int)at, target + slice * size, scratch);
            }
        });
    }

    private void Slice(T* source, int at, T* target, Scratch scratch)
    {
        scratch.Begin();
        fixed (T* rows = scratch.Rows, row = scratch.Row)
        {
            for (var j = 0; j < y.Low.Length; j++, target += z.Low.Length)
            {
                var (wa, wb) = (y.LowWeight[j], y.HighWeight[j]);
                var a = wa == T.Zero ? null : RowOf(y.Low[j], at, source, rows, scratch);
                var b = wb == T.Zero ? null : RowOf(y.High[j], at, source, rows, scratch);
                if (z.IsIdentity)
                {
                    Blend(a, wa, b, wb, target, width);
                }
                else
                {
                    AlongRow(Mix(a, wa, b, wb, row), target);
                }
            }
        }
    }

    /// <summary>A row between two source slices: one of theirs if that has all the weight, else blended once.</summary>
    private T* RowOf(int index, int at, T* source, T* rows, Scratch scratch)
    {
        var offset = (long)index * width;
        var low = source + x.Low[at] * from.Slice + offset;
        var high = source + x.High[at] * from.Slice + offset;
        var (wa, wb) = (x.LowWeight[at], x.HighWeight[at]);
        if (wa == T.One || wb == T.One)
        {
            return wa == T.One ? low : high;
        }
        if (scratch.IsNew(index))
        {
            Blend(low, wa, high, wb, rows + offset, width);
        }
        return rows + offset;
    }

    /// <summary>a * wa + b * wb, made in scratch unless it is one of them as it stands.</summary>
    private T* Mix(T* a, T wa, T* b, T wb, T* scratch)
    {
        if (wa == T.One || wb == T.One)
        {
            return wa == T.One ? a : b;
        }
        Blend(a, wa, b, wb, scratch, width);
        return scratch;
    }

    /// <summary>a * wa + b * wb; what has weight 0 is not read, for 0 times infinity is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(T* a, T wa, T* b, T wb, T* result, int count)
    {
        if (wa == T.Zero && wb == T.Zero)
        {
            new Span<T>(result, count).Clear();
            return;
        }
        if (wa == T.Zero || wb == T.Zero)
        {
            TensorPrimitives.Multiply(new ReadOnlySpan<T>(wa == T.Zero ? b : a, count), wa + wb, new Span<T>(result, count));
            return;
        }
        var i = 0;
        var lanes = Vector256<T>.Count;
        var (va, vb) = (Vector256.Create(wa), Vector256.Create(wb));
        for (; i <= count - lanes; i += lanes)
        {
            (Vector256.Load(a + i) * va + Vector256.Load(b + i) * vb).Store(result + i);
        }
        for (; i < count; i++)
        {
            result[i] = a[i] * wa + b[i] * wb;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongRow(T* row, T* target)
    {
        var count = z.Low.Length;
        fixed (int* low = z.Low, high = z.High)
        fixed (T* lowWeight = z.LowWeight, highWeight = z.HighWeight)
        {
            var i = 0;
            if (typeof(T) == typeof(float) && Avx2.IsSupported)
            {
                for (; i <= count - 8; i += 8)
                {
                    var a = Avx2.GatherVector256((float*)row, Vector256.Load(low + i), 4);
                    var b = Avx2.GatherVector256((float*)row, Vector256.Load(high + i), 4);
                    (a * Vector256.Load((float*)lowWeight + i) + b * Vector256.Load((float*)highWeight + i)).Store((float*)target + i);
                }
            }
            for (; i < count; i++)
            {
                target[i] = row[low[i]] * lowWeight[i] + row[high[i]] * highWeight[i];
            }
        }
        foreach (var i in z.Outside)
        {
            target[i] = T.Zero;
        }
    }

    /// <summary>Rows of the current slice.</summary>
    private sealed class Scratch(Shape3 source)
    {
        private readonly int[] made = new int[source.Y];
        private int current;

        public T[] Rows { get; } = GC.AllocateUninitializedArray<T>(checked((int)source.Slice));

        public T[] Row { get; } = new T[source.Z];

        public void Begin() => current++;

        public bool IsNew(int row)
        {
            var isNew = made[row] != current;
            made[row] = current;
            return isNew;
        }
    }
}
