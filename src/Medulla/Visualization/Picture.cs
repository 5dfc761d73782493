using SkiaSharp;

namespace Medulla.Visualization;

/// <summary>A finished picture.</summary>
/// <param name="png">Encoded as PNG.</param>
public sealed class Picture(byte[] png)
{
    /// <summary>The picture, encoded as PNG.</summary>
    public ReadOnlyMemory<byte> Png => png;

    /// <summary>Writes the picture; a file of that name is replaced once the new one is whole.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, png);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>A drawing as a picture.</summary>
    internal static Picture Of(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return new(data.ToArray());
    }
}
