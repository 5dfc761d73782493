namespace Medulla.Imaging.Formats.Dicom;

/// <summary>A part of a picture that is a slice of its own.</summary>
/// <param name="Left">Its first column in the picture.</param>
/// <param name="Top">Its first row in the picture.</param>
/// <param name="Columns">Its width.</param>
/// <param name="Rows">Its height.</param>
internal sealed record MosaicTile(int Left, int Top, int Columns, int Rows)
{
    /// <summary>The tile's numbers out of a picture's.</summary>
    public byte[] Cut(ReadOnlySpan<byte> picture, DicomPixelFormat format)
    {
        var pixel = format.Components * format.Type.Bytes();
        var cut = new byte[Rows * Columns * pixel];
        for (var row = 0; row < Rows; row++)
        {
            picture.Slice((((Top + row) * format.Columns) + Left) * pixel, Columns * pixel).CopyTo(cut.AsSpan(row * Columns * pixel));
        }
        return cut;
    }
}
