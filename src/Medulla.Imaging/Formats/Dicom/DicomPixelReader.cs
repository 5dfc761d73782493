using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>Reads frames of a file: fetches or unfolds the samples, then puts bits, colours and palettes right.</summary>
internal sealed class DicomPixelReader : IDisposable
{
    private readonly DicomFile file;
    private readonly DicomPixelData pixels;
    private readonly DicomBytes bytes;
    private readonly DicomFragments? fragments;
    private readonly DicomPalette? palette;

    /// <exception cref="ImageFormatException">The pixels cannot be what the header says, by their number of bytes, or are of an encoding that is not read.</exception>
    public DicomPixelReader(DicomFile file, DicomPixelFormat format)
    {
        (this.file, Format) = (file, format);
        pixels = file.Pixels!;
        bytes = file.Open();
        try
        {
            palette = format.IsPalette ? DicomPalette.Of(file) : null;
            CheckEncoding(file, format);
            fragments = pixels.IsFragmented ? new(bytes, pixels, format.Frames) : null;
            CheckPlausible(file, format, fragments?.Bytes ?? pixels.Length);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public DicomPixelFormat Format { get; }

    /// <summary>Fills the target with the numbers of a frame, first along a row, in the machine's byte order.</summary>
    /// <param name="frame">Its index, from 0.</param>
    /// <param name="target"><see cref="DicomPixelFormat.FrameBytes"/> bytes.</param>
    public void Read(int frame, Span<byte> target)
    {
        if (palette is null)
        {
            ReadSamples(frame, target);
            return;
        }
        var indices = new byte[Format.SampleBytes];
        ReadSamples(frame, indices);
        palette.Look(indices, Format.SampleSize, target);
    }

    public void Dispose() => bytes.Dispose();

    private void ReadSamples(int frame, Span<byte> target)
    {
        if (fragments is null)
        {
            ReadNative(frame, target);
        }
        else
        {
            var packed = fragments.Frame(frame);
            try
            {
                switch (file.TransferSyntax.Codec)
                {
                    case DicomCodec.Rle: RleFrame.Decode(packed, Format, target); break;
                    case DicomCodec.JpegLossless: new LosslessJpeg(packed).Decode(Format, target); break;
                    default: CosineJpeg.Decode(packed, Format, target); break;
                }
            }
            catch (InvalidDataException exception)
            {
                throw bytes.Broken($"frame {frame + 1} ({file.TransferSyntax.Name}) is damaged: {exception.Message}", exception);
            }
        }
        DicomSamples.Normalize(target, Format);
    }

    private void ReadNative(int frame, Span<byte> target)
    {
        if (Format.BitsAllocated == 1)
        {
            var first = frame * Format.Pixels;
            var part = new byte[((first & 7) + Format.Pixels + 7) / 8];
            bytes.Read(pixels.Offset + (first / 8), part, "a frame");
            for (var index = 0; index < target.Length; index++)
            {
                var bit = (first & 7) + index;
                target[index] = (byte)((part[bit >> 3] >> (int)(bit & 7)) & 1);
            }
            return;
        }
        bytes.Read(pixels.Offset + (frame * Format.StoredBytes), target[..(int)Format.StoredBytes], "a frame");
        // Numbers come in the file's order; bytes that travel as 16-bit words do too.
        var word = Format.SampleSize == 1 && pixels.Vr == "OW" ? 2 : Format.SampleSize;
        if (file.TransferSyntax.IsBigEndian == BitConverter.IsLittleEndian && word > 1)
        {
            switch (word)
            {
                case 2:
                    var pairs = MemoryMarshal.Cast<byte, ushort>(target);
                    BinaryPrimitives.ReverseEndianness(pairs, pairs);
                    break;
                case 4:
                    var fours = MemoryMarshal.Cast<byte, uint>(target);
                    BinaryPrimitives.ReverseEndianness(fours, fours);
                    break;
                default:
                    var eights = MemoryMarshal.Cast<byte, ulong>(target);
                    BinaryPrimitives.ReverseEndianness(eights, eights);
                    break;
            }
        }
        if (Format.Photometric == "YBR_FULL_422")
        {
            DicomSamples.Spread(target, Format.SampleSize);
        }
        else if (Format.IsPlanar)
        {
            DicomSamples.Interleave(target, Format.SampleSize);
        }
    }

    /// <summary>Throws where pixels of such an encoding are not read.</summary>
    public static void CheckEncoding(DicomFile file, DicomPixelFormat format)
    {
        var isFragmented = file.Pixels!.IsFragmented;
        ImageFormatException Broken(string cause) => new(file.Path, cause);
        if (file.TransferSyntax.Codec == DicomCodec.Foreign)
        {
            throw Broken($"its pixels are encoded as {file.TransferSyntax.Name} ({file.TransferSyntax.Uid}), which is not read here; "
                + "unfold the file first, with 'gdcmconv --raw IN OUT' or, for JPEG-LS, 'dcmdjpls IN OUT'.");
        }
        if (isFragmented != file.TransferSyntax.IsEncapsulated)
        {
            throw Broken($"its transfer syntax is {file.TransferSyntax.Name}, but its pixels {(isFragmented ? "come" : "do not come")} in fragments; the file is damaged.");
        }
        if (!isFragmented && format.Photometric == "YBR_FULL_422" && format.Columns % 2 != 0)
        {
            throw Broken($"two pixels of YBR_FULL_422 share their colour, but it has {format.Columns} columns; the number must be even.");
        }
        if (isFragmented && format.BitsAllocated is not (8 or 16) && !(format.BitsAllocated == 32 && file.TransferSyntax.Codec == DicomCodec.Rle))
        {
            throw Broken($"its pixels have {format.BitsAllocated} bits allocated, which {file.TransferSyntax.Name} does not hold.");
        }
    }

    /// <summary>Throws where the pixels cannot be what the header says, before memory is taken for them.</summary>
    public static void CheckPlausible(DicomFile file, DicomPixelFormat format)
    {
        // How far other encodings go down is not known here; their pixels are never read.
        if (file.TransferSyntax.Codec != DicomCodec.Foreign)
        {
            CheckPlausible(file, format, file.Pixels!.Length);
        }
    }

    private static void CheckPlausible(DicomFile file, DicomPixelFormat format, long there)
    {
        var needed = format.BitsAllocated == 1 ? (((Int128)format.Frames * format.Pixels) + 7) / 8
            : (Int128)format.Frames * (file.TransferSyntax.IsEncapsulated ? format.SampleBytes : format.StoredBytes);
        // Runs give 128 bytes from 2; predicted samples take a bit or more each; cosines two bits or more for 64 samples, with thinned chroma for 256.
        var ratio = file.TransferSyntax.Codec switch { DicomCodec.Native => 1, DicomCodec.Rle => 64, DicomCodec.JpegLossless => 16, _ => 2048 };
        if (needed > (Int128)there * ratio)
        {
            throw new ImageFormatException(file.Path, $"{format.Frames} frames of {format.Columns} x {format.Rows} pixels, {format.Samples} x {format.BitsAllocated} bits, take {needed} bytes, but its pixels have {there}{(ratio > 1 ? ", compressed" : "")}; the file is cut off or its header is wrong.");
        }
    }
}
