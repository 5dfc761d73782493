using System.Buffers.Binary;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Runs of bytes, each byte of a sample in a segment of its own, upper bytes first (DICOM PS3.5, annex G).</summary>
internal static class RleFrame
{
    private const int HeaderBytes = 64;

    /// <summary>Fills the target with the samples, those of a pixel side by side.</summary>
    /// <exception cref="InvalidDataException">The segments are not what the format needs.</exception>
    public static void Decode(ReadOnlySpan<byte> packed, DicomPixelFormat format, Span<byte> target)
    {
        var (size, step) = (format.SampleSize, format.Samples * format.SampleSize);
        if (packed.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(packed) != step)
        {
            throw new InvalidDataException($"{(packed.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(packed))} segments were found; {step} are needed.");
        }
        for (var segment = 0; segment < step; segment++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(packed[(4 + (4 * segment))..]);
            var end = segment + 1 < step ? BinaryPrimitives.ReadUInt32LittleEndian(packed[(8 + (4 * segment))..]) : (uint)packed.Length;
            if (start < HeaderBytes || end < start || end > packed.Length)
            {
                throw new InvalidDataException($"segment {segment + 1} lies from byte {start} to {end} of {packed.Length}.");
            }
            var (sample, upper) = Math.DivRem(segment, size);
            Unfold(packed[(int)start..(int)end], target[((sample * size) + (BitConverter.IsLittleEndian ? size - 1 - upper : upper))..], step, (int)format.Pixels, segment);
        }
    }

    /// <summary>Writes every <paramref name="step"/>th byte of the target.</summary>
    private static void Unfold(ReadOnlySpan<byte> runs, Span<byte> target, int step, int count, int segment)
    {
        var (from, to) = (0, 0);
        while (to < count)
        {
            if (from >= runs.Length)
            {
                throw new InvalidDataException($"segment {segment + 1} gives {to} bytes; {count} are needed.");
            }
            var code = (sbyte)runs[from++];
            if (code >= 0)
            {
                var length = Math.Min(Math.Min(code + 1, count - to), runs.Length - from);
                for (var index = 0; index < length; index++)
                {
                    target[to++ * step] = runs[from++];
                }
            }
            else if (code != -128 && from < runs.Length)
            {
                var value = runs[from++];
                for (var length = Math.Min(1 - code, count - to); length > 0; length--)
                {
                    target[to++ * step] = value;
                }
            }
        }
    }
}
