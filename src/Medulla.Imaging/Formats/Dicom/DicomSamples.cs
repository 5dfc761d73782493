using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Samples as they are stored become numbers.</summary>
internal static class DicomSamples
{
    /// <summary>Takes unused bits off, extends signs, and turns YBR to RGB.</summary>
    public static void Normalize(Span<byte> samples, DicomPixelFormat format)
    {
        if (format.BitsStored < format.BitsAllocated)
        {
            // Up to the top, which drops what lies above, and down again, which brings the sign along.
            var (up, down) = (format.BitsAllocated - 1 - format.HighBit, format.BitsAllocated - format.BitsStored);
            switch (format.BitsAllocated, format.IsSigned)
            {
                case (8, false): Each<byte>(samples, value => (byte)((byte)(value << up) >> down)); break;
                case (8, true): Each<sbyte>(samples, value => (sbyte)((sbyte)(value << up) >> down)); break;
                case (16, false): Unsigned(MemoryMarshal.Cast<byte, ushort>(samples), up, down); break;
                case (16, true): Signed(MemoryMarshal.Cast<byte, short>(samples), up, down); break;
                case (32, false): Each<uint>(samples, value => value << up >> down); break;
                case (32, true): Each<int>(samples, value => value << up >> down); break;
            }
        }
        if (format.Samples == 3 && format.Photometric is "YBR_FULL" or "YBR_FULL_422")
        {
            if (format.SampleSize == 1)
            {
                ToRgb(samples);
            }
            else
            {
                ToRgb(MemoryMarshal.Cast<byte, ushort>(samples), format.BitsStored);
            }
        }
    }

    /// <summary>Three planes become three samples side by side.</summary>
    public static void Interleave(Span<byte> samples, int size)
    {
        var planes = samples.ToArray();
        var count = planes.Length / 3 / size;
        for (var plane = 0; plane < 3; plane++)
        {
            for (var pixel = 0; pixel < count; pixel++)
            {
                planes.AsSpan(((plane * count) + pixel) * size, size).CopyTo(samples[(((pixel * 3) + plane) * size)..]);
            }
        }
    }

    /// <summary>Luma of two pixels and the chroma they share, which fill two thirds of the samples, become two times three samples.</summary>
    public static void Spread(Span<byte> samples, int size)
    {
        // From the end, so that nothing is overwritten before it was read; a group of four moves to six.
        ReadOnlySpan<int> order = [0, 2, 3, 1, 2, 3];
        Span<byte> group = stackalloc byte[8];
        for (var index = (samples.Length / (6 * size)) - 1; index >= 0; index--)
        {
            samples.Slice(index * 4 * size, 4 * size).CopyTo(group);
            var target = samples.Slice(index * 6 * size, 6 * size);
            for (var to = 0; to < 6; to++)
            {
                group.Slice(order[to] * size, size).CopyTo(target[(to * size)..]);
            }
        }
    }

    private static void Unsigned(Span<ushort> samples, int up, int down)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (ushort)((ushort)(samples[index] << up) >> down);
        }
    }

    private static void Signed(Span<short> samples, int up, int down)
    {
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = (short)((short)(samples[index] << up) >> down);
        }
    }

    private static void Each<T>(Span<byte> bytes, Func<T, T> change)
        where T : unmanaged
    {
        var samples = MemoryMarshal.Cast<byte, T>(bytes);
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = change(samples[index]);
        }
    }

    private static void ToRgb(Span<byte> samples)
    {
        for (var index = 0; index + 2 < samples.Length; index += 3)
        {
            var (red, green, blue) = Rgb(samples[index], samples[index + 1], samples[index + 2], 128, 255);
            (samples[index], samples[index + 1], samples[index + 2]) = ((byte)red, (byte)green, (byte)blue);
        }
    }

    private static void ToRgb(Span<ushort> samples, int bits)
    {
        for (var index = 0; index + 2 < samples.Length; index += 3)
        {
            var (red, green, blue) = Rgb(samples[index], samples[index + 1], samples[index + 2], 1 << (bits - 1), (1 << bits) - 1);
            (samples[index], samples[index + 1], samples[index + 2]) = ((ushort)red, (ushort)green, (ushort)blue);
        }
    }

    /// <summary>The inverse of PS3.3, C.7.6.3.1.2 (ITU-R BT.601, full range).</summary>
    private static (int Red, int Green, int Blue) Rgb(double luma, double blueness, double redness, int middle, int most)
    {
        int Bounded(double value) => (int)Math.Clamp(Math.Round(value), 0, most);
        var (b, r) = (blueness - middle, redness - middle);
        return (Bounded(luma + (1.402 * r)), Bounded(luma - (0.344136 * b) - (0.714136 * r)), Bounded(luma + (1.772 * b)));
    }
}
