using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Medulla.Imaging.Kernels.Resampling;

/// <summary>
/// Interpolation along one axis after the other: for a target slice, source rows are blended from two slices when they are first
/// needed; a target row is blended from two of those; its voxels are read from that row. Nothing larger than a slice is held.
/// </summary>
internal static unsafe class SeparableResampling
{
    /// <summary>Fewer voxels than this are not worth a second thread.</summary>
    private const long ParallelFrom = 1 << 15;

    /// <summary>Fills the target.</summary>
    public static void Run(float* source, Shape3 from, float* target, Shape3 to, int channels, AxisTable x, AxisTable y, AxisTable z)
    {
        var slices = channels * to.X;
        if (x.IsSingle && y.IsSingle && z.IsSingle)
        {
            Pick(source, from, target, to, slices, x, y, z);
            return;
        }
        if (to.Count * channels < ParallelFrom)
        {
            var scratch = new Scratch(from);
            for (long slice = 0; slice < slices; slice++)
            {
                Slice(slice, scratch);
            }
            return;
        }
        Parallel.For(0, slices, () => new Scratch(from), (slice, _, scratch) => Slice(slice, scratch), _ => { });

        Scratch Slice(long slice, Scratch scratch)
        {
            var (channel, at) = Math.DivRem(slice, to.X);
            fixed (float* pinnedRows = scratch.Rows, row = scratch.Row)
            {
                var rows = pinnedRows;
                scratch.Begin();
                var low = source + (channel * from.X + x.Low[at]) * from.Y * from.Z;
                var high = source + (channel * from.X + x.High[at]) * from.Y * from.Z;
                var (lowWeight, highWeight) = (x.LowWeight[at], x.HighWeight[at]);
                var output = target + slice * to.Y * to.Z;
                for (var j = 0; j < to.Y; j++, output += to.Z)
                {
                    var (a, b) = (y.Low[j], y.High[j]);
                    var first = RowOf(a, y.LowWeight[j]);
                    var second = RowOf(b, y.HighWeight[j]);
                    if (z.IsIdentity)
                    {
                        Blend(first, second, y.LowWeight[j], y.HighWeight[j], output, (int)from.Z);
                        continue;
                    }
                    Blend(first, second, y.LowWeight[j], y.HighWeight[j], row, (int)from.Z);
                    Interpolate(row, z, output);
                }

                float* RowOf(int index, float weight)
                {
                    var result = rows + index * from.Z;
                    if (weight != 0 && scratch.IsNew(index))
                    {
                        Blend(low + index * from.Z, high + index * from.Z, lowWeight, highWeight, result, (int)from.Z);
                    }
                    return result;
                }
            }
            return scratch;
        }
    }

    /// <summary>The nearest voxel along every axis: only what is kept is read.</summary>
    private static void Pick(float* source, Shape3 from, float* target, Shape3 to, long slices, AxisTable x, AxisTable y, AxisTable z)
    {
        if (slices * to.Y * to.Z < ParallelFrom)
        {
            for (long slice = 0; slice < slices; slice++)
            {
                Slice(slice);
            }
            return;
        }
        Parallel.For(0, slices, Slice);

        void Slice(long slice)
        {
            var (channel, at) = Math.DivRem(slice, to.X);
            var input = source + (channel * from.X + x.Low[at]) * from.Y * from.Z;
            var output = target + slice * to.Y * to.Z;
            for (var j = 0; j < to.Y; j++, output += to.Z)
            {
                if (x.LowWeight[at] * y.LowWeight[j] == 0)
                {
                    new Span<float>(output, (int)to.Z).Clear();
                }
                else
                {
                    Pick(input + y.Low[j] * from.Z, z, output);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pick(float* row, AxisTable table, float* result)
    {
        var (low, weight) = (table.Low, table.LowWeight);
        for (var i = 0; i < low.Length; i++)
        {
            result[i] = weight[i] == 0 ? 0 : row[low[i]];
        }
    }

    /// <summary>a * wa + b * wb; an input of weight 0 is not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(float* a, float* b, float wa, float wb, float* result, int count)
    {
        a = wa == 0 ? b : a;
        b = wb == 0 ? a : b;
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var (va, vb) = (Vector256.Create(wa), Vector256.Create(wb));
            for (; i <= count - 8; i += 8)
            {
                (Vector256.Load(a + i) * va + Vector256.Load(b + i) * vb).Store(result + i);
            }
        }
        for (; i < count; i++)
        {
            result[i] = a[i] * wa + b[i] * wb;
        }
        if (wa == 0 && wb == 0)
        {
            new Span<float>(result, count).Clear();   // 0 * infinity is no 0
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interpolate(float* row, AxisTable table, float* result)
    {
        var count = table.Low.Length;
        fixed (int* low = table.Low, high = table.High)
        fixed (float* lowWeight = table.LowWeight, highWeight = table.HighWeight)
        {
            var i = 0;
            if (Avx2.IsSupported)
            {
                for (; i <= count - 8; i += 8)
                {
                    var a = Avx2.GatherVector256(row, Vector256.Load(low + i), 4);
                    var b = Avx2.GatherVector256(row, Vector256.Load(high + i), 4);
                    (a * Vector256.Load(lowWeight + i) + b * Vector256.Load(highWeight + i)).Store(result + i);
                }
            }
            for (; i < count; i++)
            {
                result[i] = row[low[i]] * lowWeight[i] + row[high[i]] * highWeight[i];
            }
        }
    }

    /// <summary>One thread's rows of the current slice.</summary>
    private sealed class Scratch(Shape3 source)
    {
        private readonly int[] made = new int[source.Y];
        private int current;

        public float[] Rows { get; } = GC.AllocateUninitializedArray<float>(checked((int)(source.Y * source.Z)));

        public float[] Row { get; } = new float[source.Z];

        public void Begin() => current++;

        public bool IsNew(int row)
        {
            var isNew = made[row] != current;
            made[row] = current;
            return isNew;
        }
    }
}
