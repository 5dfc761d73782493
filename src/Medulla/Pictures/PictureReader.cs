using System.Buffers.Binary;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;
using SkiaSharp;

namespace Medulla.Pictures;

/// <summary>
/// Reads PNG, JPEG, BMP, GIF and WebP as images of two axes: across, then down, in pixels. Grey pictures have one number for each
/// pixel, coloured ones three or, with transparency, four; PNG of 16 bits keep them. Palettes are unfolded to colours.
/// </summary>
public sealed class PictureReader : IImageReader
{
    private static readonly Affine Pixels = Affine.Identity(3);

    /// <inheritdoc/>
    public bool Accepts(string path, ReadOnlySpan<byte> start)
        => IsPng(start) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || start.StartsWith("GIF8"u8)
            || (start.StartsWith("BM"u8) && path.EndsWith(".bmp", StringComparison.OrdinalIgnoreCase)) || (start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8));

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageReadOptions? options = null)
    {
        using var codec = Open(path);
        return HeaderOf(codec, Layout(path, codec));
    }

    /// <inheritdoc/>
    public ImageVolume Read(string path, ImageReadOptions? options = null)
    {
        using var codec = Open(path);
        var (components, isWide) = Layout(path, codec);
        var header = HeaderOf(codec, (components, isWide));
        var most = (options ?? ImageReadOptions.Default).MaxBytes;
        if (header.Count > most / 8)
        {
            throw new ImageFormatException(path, $"the picture is {codec.Info.Width} x {codec.Info.Height}; more than {most} bytes would be needed (ImageReadOptions.MaxBytes).");
        }
        // Without a colour space nothing is converted: the numbers are those in the file.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, isWide ? SKColorType.Rgba16161616 : SKColorType.Rgba8888, SKAlphaType.Unpremul);
        return isWide ? new(header, Pick(Decode<ushort>(path, codec, info), components)) : new(header, Pick(Decode<byte>(path, codec, info), components));
    }

    private static SKCodec Open(string path)
        => SKCodec.Create(path, out var result) ?? throw (File.Exists(path)
            ? new ImageFormatException(path, $"the picture cannot be read: {result}.") : new FileNotFoundException($"there is no file {path}.", path));

    private static ImageHeader HeaderOf(SKCodec codec, (int Components, bool IsWide) layout)
        => new(layout.IsWide ? VoxelType.UInt16 : VoxelType.UInt8, [codec.Info.Width, codec.Info.Height], Pixels) { Components = layout.Components };

    /// <summary>Numbers for each pixel, and whether they have 16 bits.</summary>
    private static (int Components, bool IsWide) Layout(string path, SKCodec codec)
    {
        Span<byte> start = stackalloc byte[26];
        using (var file = File.OpenRead(path))
        {
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        if (!IsPng(start) || start.Length < 26)
        {
            return (codec.Info.ColorType == SKColorType.Gray8 ? 1 : codec.Info.AlphaType == SKAlphaType.Opaque ? 3 : 4, false);
        }
        // Colour type of the PNG header: 0 grey, 2 colours, 3 palette, 4 grey with transparency, 6 colours with transparency (ISO/IEC 15948).
        var components = start[25] switch { 0 => 1, 4 => 2, 6 => 4, 3 when codec.Info.AlphaType != SKAlphaType.Opaque => 4, _ => 3 };
        return (components, start[24] == 16);
    }

    private static bool IsPng(ReadOnlySpan<byte> start) => start.Length >= 8 && BinaryPrimitives.ReadUInt64BigEndian(start) == 0x89504E470D0A1A0A;

    private static T[] Decode<T>(string path, SKCodec codec, SKImageInfo info)
        where T : unmanaged
    {
        var pixels = new T[checked(info.Width * info.Height * 4)];
        unsafe
        {
            fixed (T* start = pixels)
            {
                var result = codec.GetPixels(info, (nint)start);
                if (result != SKCodecResult.Success)
                {
                    throw new ImageFormatException(path, $"the picture cannot be read: {result}.");
                }
            }
        }
        return pixels;
    }

    /// <summary>The numbers that the picture has, out of red, green, blue and transparency.</summary>
    private static T[] Pick<T>(T[] pixels, int components)
    {
        if (components == 4)
        {
            return pixels;
        }
        var picked = new T[pixels.Length / 4 * components];
        for (int from = 0, to = 0; from < pixels.Length; from += 4)
        {
            picked[to++] = pixels[from];
            if (components == 3)
            {
                picked[to++] = pixels[from + 1];
                picked[to++] = pixels[from + 2];
            }
            else if (components == 2)
            {
                picked[to++] = pixels[from + 3];
            }
        }
        return picked;
    }
}
