using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using JpegLibrary;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>JPEG by cosine transform with 8 or 12 bits, through JpegLibrary. Colours stay as they were coded; the file's header says what they are.</summary>
internal static class CosineJpeg
{
    /// <summary>Fills the target with the samples, those of a pixel side by side.</summary>
    /// <exception cref="InvalidDataException">The stream is damaged or not what the file's header says.</exception>
    public static void Decode(ReadOnlyMemory<byte> packed, DicomPixelFormat format, Span<byte> target)
    {
        var decoder = new JpegDecoder();
        try
        {
            decoder.SetInput(packed);
            decoder.Identify();
            if (decoder.Width != format.Columns || decoder.Height != format.Rows || decoder.NumberOfComponents != format.Samples || decoder.Precision > format.BitsAllocated)
            {
                throw new InvalidDataException($"the JPEG has {decoder.Width} x {decoder.Height} pixels of {decoder.NumberOfComponents} x {decoder.Precision} bits; the header says {format.Columns} x {format.Rows} of {format.Samples} x {format.BitsStored}.");
            }
            var samples = new ushort[format.Pixels * format.Samples];
            decoder.SetOutputWriter(new Writer(samples, format, (1 << decoder.Precision) - 1));
            decoder.Decode();
            if (format.SampleSize == 2)
            {
                samples.CopyTo(MemoryMarshal.Cast<byte, ushort>(target));
                return;
            }
            for (var index = 0; index < samples.Length; index++)
            {
                target[index] = (byte)samples[index];
            }
        }
        catch (Exception exception) when (exception is not InvalidDataException and not OutOfMemoryException)
        {
            // What the library throws where a stream makes no sense is not documented.
            throw new InvalidDataException($"the JPEG stream cannot be decoded: {exception.Message}", exception);
        }
    }

    private sealed class Writer(ushort[] samples, DicomPixelFormat format, int most) : JpegBlockOutputWriter
    {
        public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
        {
            for (var row = y; row < Math.Min(y + 8, format.Rows); row++)
            {
                for (var column = x; column < Math.Min(x + 8, format.Columns); column++)
                {
                    var value = Unsafe.Add(ref blockRef, ((row - y) * 8) + column - x);
                    samples[(((row * format.Columns) + column) * format.Samples) + componentIndex] = (ushort)Math.Clamp((int)value, 0, most);
                }
            }
        }
    }
}
