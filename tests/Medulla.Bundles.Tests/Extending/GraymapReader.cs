using System.Globalization;
using System.Text;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Geometry;

namespace Acme.Imaging;

/// <summary>Reads 8-bit portable graymaps: "P5", width, height and 255 as text, then a byte a pixel.</summary>
public sealed class GraymapReader : IImageReader
{
    public bool Accepts(string path, ReadOnlySpan<byte> start) => start.StartsWith("P5"u8);

    public ImageHeader ReadHeader(string path, ImageReadOptions? options = null) => Parse(path, File.ReadAllBytes(path)).Header;

    public ImageVolume Read(string path, ImageReadOptions? options = null)
    {
        var bytes = File.ReadAllBytes(path);
        var (header, start) = Parse(path, bytes);
        return bytes.Length - start == header.Count
            ? new(header, bytes[start..])
            : throw new ImageFormatException(path, $"header gives {header.Shape} pixels but {bytes.Length - start} bytes follow.");
    }

    private static (ImageHeader Header, int Start) Parse(string path, byte[] bytes)
    {
        var end = 0;
        int Number()
        {
            while (end < bytes.Length && char.IsWhiteSpace((char)bytes[end])) { end++; }
            var first = end;
            while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end])) { end++; }
            return int.TryParse(Encoding.ASCII.GetString(bytes[first..end]), CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new ImageFormatException(path, $"byte {first} should begin a number above 0.");
        }
        end = 2;
        var (width, height, white) = (Number(), Number(), Number());
        return white == 255
            ? (new(VoxelType.UInt8, [width, height], Affine.Identity(3)), end + 1)
            : throw new ImageFormatException(path, $"white is {white}; only graymaps with 255 are read.");
    }
}
