using Medulla.Imaging.Formats;
using SkiaSharp;

namespace Medulla.Pictures;

/// <summary>Writes PNG and JPEG of 8 bits: of images of two axes with one, three or four numbers for each pixel.</summary>
public sealed class PictureWriter : IImageWriter
{
    private const int JpegQuality = 95;

    /// <inheritdoc/>
    public bool Accepts(string path) => Format(path) is not null;

    /// <inheritdoc/>
    public void Write(string path, ImageVolume image)
    {
        ArgumentNullException.ThrowIfNull(image);
        long[] axes = [.. image.Dimensions];
        // Channels may be a third axis, slowest in the file's order, or the components of a pixel.
        var planes = axes.Length == 3 && image.Header.Components == 1 ? axes[2] : 1;
        var components = (int)(planes * image.Header.Components);
        if (image.Voxels is not byte[] pixels || axes.Length > 3 || (axes.Length == 3 && image.Header.Components > 1) || components is not (1 or 3 or 4) || image.Header.IsScaled)
        {
            throw new NotSupportedException($"{Path.GetFileName(path)}: a picture has two axes and 1, 3 or 4 numbers of 8 bits for each pixel; this image is {image.Dimensions} with {image.Header.Components}, "
                + $"of {image.Header.StoredType}. Choose another format, or output_dtype uint8.");
        }
        using var bitmap = Bitmap((int)axes[0], (int)axes[1], pixels, components, planes > 1);
        using var data = bitmap.Encode(Format(path)!.Value, JpegQuality) ?? throw new IOException($"{Path.GetFileName(path)}: the picture could not be encoded.");
        WholeFile.Write(path, stream => data.SaveTo(stream));
    }

    private static SKEncodedImageFormat? Format(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => SKEncodedImageFormat.Png,
        ".jpg" or ".jpeg" => SKEncodedImageFormat.Jpeg,
        _ => null,
    };

    private static unsafe SKBitmap Bitmap(int width, int height, byte[] pixels, int components, bool inPlanes)
    {
        var bitmap = new SKBitmap(new SKImageInfo(
            width, height, components == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, components == 4 ? SKAlphaType.Unpremul : SKAlphaType.Opaque));
        var count = width * height;
        var (step, next) = inPlanes ? (1, count) : (components, 1);
        for (var row = 0; row < height; row++)
        {
            var target = new Span<byte>((byte*)bitmap.GetPixels() + ((long)row * bitmap.RowBytes), bitmap.RowBytes);
            for (var column = 0; column < width; column++)
            {
                var from = ((row * width) + column) * step;
                if (components == 1)
                {
                    target[column] = pixels[from];
                    continue;
                }
                for (var c = 0; c < 4; c++)
                {
                    target[(4 * column) + c] = c < components ? pixels[from + (c * next)] : (byte)255;
                }
            }
        }
        return bitmap;
    }
}
