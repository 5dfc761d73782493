using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>
/// The outline of one instance that fills its box: the outermost pixels at which it turns, made of the lines between it and what lies around
/// it, which begin and end at the box's border.
/// </summary>
/// <param name="Height">Pixels of the box down.</param>
/// <param name="Width">Pixels of the box across.</param>
public sealed record GenerateSuccinctContour(int Height, int Width)
{
    /// <summary>The outline.</summary>
    /// <param name="contours">Lines at half height, each [N, 2]: rows and columns in steps of a half, with the background to their left; see <see cref="Imaging.Kernels.IsoContours"/>.</param>
    /// <returns>Columns and rows of pixels, int32 [N, 2], counterclockwise from the upper left; null if a line does not begin at the box's border.</returns>
    /// <exception cref="ArgumentException">A line is no [N, 2].</exception>
    public Tensor? Apply(IReadOnlyList<Tensor> contours)
    {
        ArgumentNullException.ThrowIfNull(contours);
        return Outline([.. contours.Select(Points)]) is { } outline ? AsTensor(outline) : null;
    }

    /// <summary>The outline's pixels, in the order of <see cref="Apply"/>; null if a line does not begin at the box's border.</summary>
    internal IReadOnlyList<(int Row, int Column)>? Outline(IReadOnlyList<IReadOnlyList<(double Row, double Column)>> contours)
    {
        List<List<(int Row, int Column)>> pieces = [];
        var isCrossed = new bool[4];   // upper left, upper right, lower right, lower left
        foreach (var line in contours)
        {
            if (Piece(line, isCrossed) is not { } piece)
            {
                return null;
            }
            pieces.Add(piece);
        }
        (int, int)[] corners = [(0, 0), (0, Width - 1), (Height - 1, Width - 1), (Height - 1, 0)];
        int[] cornerPlaces = [0, Width, Width + Height, (2 * Width) + Height];
        var around = pieces.Select(piece => (Place: PlaceOnBorder(piece[0]), Piece: piece))
            .Concat(Enumerable.Range(0, 4).Where(corner => !isCrossed[corner]).Select(corner => (Place: cornerPlaces[corner], Piece: new List<(int, int)> { corners[corner] })))
            .OrderBy(piece => piece.Place);
        List<(int Row, int Column)> pixels = [];
        foreach (var (_, piece) in around)
        {
            if (pixels.Count > 0 && piece[0] == pixels[^1])
            {
                pixels.RemoveAt(pixels.Count - 1);
            }
            pixels.AddRange(piece);
        }
        if (pixels[0] == pixels[^1])
        {
            pixels.RemoveAt(0);
        }
        if (pixels is [(0, 0), ..])
        {
            pixels.Add(pixels[0]);
            pixels.RemoveAt(0);
        }
        pixels.Reverse();
        return pixels;
    }

    /// <summary>Columns and rows as int32 [N, 2].</summary>
    internal static Tensor AsTensor(IReadOnlyList<(int Row, int Column)> pixels, long x = 0, long y = 0)
        => tensor([.. pixels.SelectMany(pixel => new[] { (int)(pixel.Column + x), (int)(pixel.Row + y) })], [pixels.Count, 2], ScalarType.Int32);

    private List<(int Row, int Column)>? Piece(IReadOnlyList<(double Row, double Column)> line, bool[] isCrossed)
    {
        if (Begin(line[0], isCrossed) is not var (first, corner))
        {
            return null;
        }
        List<(int Row, int Column)> piece = [first];
        for (var i = 1; i < line.Count; i++)
        {
            var (here, before) = (line[i], line[i - 1]);
            var turns = i == line.Count - 1 || line[i + 1].Row - here.Row != here.Row - before.Row || line[i + 1].Column - here.Column != here.Column - before.Column;
            if (turns && Pixel(here, before) is var pixel && pixel != piece[^1])
            {
                piece.Add(pixel);
            }
        }
        var end = line[^1];
        isCrossed[corner] |= corner switch
        {
            0 => end.Row == 0,
            1 => end.Column == Width - 1,
            2 => end.Row == Height - 1,
            _ => end.Column == 0,
        };
        return piece;
    }

    /// <summary>The first pixel of a line, and the corner that it may cut off.</summary>
    private ((int Row, int Column) Pixel, int Corner)? Begin((double Row, double Column) point, bool[] isCrossed)
    {
        if (point.Row == 0)
        {
            var column = (int)(point.Column - 0.5);
            isCrossed[1] |= column == Width - 1;
            isCrossed[0] |= column == 0 && column != Width - 1;
            return ((0, column), 1);
        }
        if (point.Column == 0)
        {
            return (((int)(point.Row + 0.5), 0), 0);
        }
        if (point.Row == Height - 1)
        {
            var column = (int)(point.Column + 0.5);
            isCrossed[2] |= column == Width - 1;
            return (((int)point.Row, column), 3);
        }
        return point.Column == Width - 1 ? (((int)(point.Row - 0.5), (int)point.Column), 2) : null;
    }

    /// <summary>The pixel inside at a place of a line, by the direction that it came from.</summary>
    private static (int Row, int Column) Pixel((double Row, double Column) here, (double Row, double Column) before)
        => (here.Row - before.Row, here.Column - before.Column) switch
        {
            (0, 1) or (0.5, 0.5) or (1, 0) => ((int)(here.Row + 0.5), (int)here.Column),
            (0, -1) or (0.5, -0.5) => ((int)here.Row, (int)here.Column),
            (-1, 0) or (-0.5, -0.5) => ((int)here.Row, (int)(here.Column + 0.5)),
            (-0.5, 0.5) => ((int)(here.Row + 0.5), (int)(here.Column + 0.5)),
            _ => (-1, -1),
        };

    /// <summary>How far along the box's border a pixel lies, clockwise from the upper left.</summary>
    private int PlaceOnBorder((int Row, int Column) pixel)
        => pixel.Row == 0 ? pixel.Column
            : pixel.Column == Width - 1 ? Width + pixel.Row
            : pixel.Row == Height - 1 ? (2 * Width) + Height - pixel.Column
            : (2 * (Width + Height)) - pixel.Row;

    private static IReadOnlyList<(double, double)> Points(Tensor line)
    {
        if (line.Dimensions != 2 || line.shape[1] != 2 || line.shape[0] == 0)
        {
            throw new ArgumentException($"GenerateSuccinctContour: a line is {Maps.Text(line)}; [N, 2] with rows and columns is expected.", nameof(line));
        }
        using var numbers = line.to_type(ScalarType.Float64).cpu().contiguous();
        var values = numbers.AsSpan<double>().ToArray();
        return [.. values.Chunk(2).Select(point => (point[0], point[1]))];
    }

    /// <summary>The outlines of keys of a sample.</summary>
    /// <param name="Keys">The lines; they become outlines.</param>
    /// <param name="Height">See <see cref="GenerateSuccinctContour.Height"/>.</param>
    /// <param name="Width">See <see cref="GenerateSuccinctContour.Width"/>.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, int Height, int Width, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => new GenerateSuccinctContour(Height, Width).Apply([.. ((System.Collections.IEnumerable?)sample[key] ?? System.Array.Empty<object>()).Cast<object?>().Select(Maps.Array)]));
    }
}
