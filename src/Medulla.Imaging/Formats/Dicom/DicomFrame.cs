namespace Medulla.Imaging.Formats.Dicom;

/// <summary>
/// One picture of a series: a file, a frame of a file with several, or a tile of a mosaic. Its attributes are those of its
/// functional groups, of the groups that all frames share, and of the file, in this order.
/// </summary>
public sealed class DicomFrame
{
    private readonly DicomDataset[] groups;

    internal DicomFrame(DicomFile file, int index, int frames)
    {
        (File, Index) = (file, index);
        var perFrame = frames > 1 || file.Dataset[DicomTags.PerFrameFunctionalGroupsSequence] is not null ? file.Dataset.Items(DicomTags.PerFrameFunctionalGroupsSequence) : [];
        groups = [.. Macros(index < perFrame.Count ? perFrame[index] : null), .. Macros(file.Dataset.Items(DicomTags.SharedFunctionalGroupsSequence) is [var shared, ..] ? shared : null), file.Dataset];
        Position = Point(DicomTags.ImagePositionPatient, 3);
        Orientation = Point(DicomTags.ImageOrientationPatient, 6);
        // A dose grid has a factor of its own, to gray.
        (Slope, Intercept) = (Scale(Holder(DicomTags.DoseGridScaling) is null ? DicomTags.RescaleSlope : DicomTags.DoseGridScaling, 1), Scale(DicomTags.RescaleIntercept, 0));
        Spacing = new[] { DicomTags.PixelSpacing, DicomTags.ImagerPixelSpacing, DicomTags.NominalScannedPixelSpacing }
            .Select(tag => Numbers(tag)).FirstOrDefault(numbers => numbers.Count == 2 && numbers.All(size => size > 0 && double.IsFinite(size)));
        var thickness = Number(DicomTags.SpacingBetweenSlices) ?? Number(DicomTags.SliceThickness);
        Thickness = thickness is { } size && Math.Abs(size) > 1e-6 && double.IsFinite(size) ? Math.Abs(size) : 1;
        if (index > 0 && perFrame.Count == 0 && Position is { } first && Orientation is { } axes)
        {
            Position = Behind(first, axes, Numbers(DicomTags.GridFrameOffsetVector) is { } offsets && offsets.Count == frames ? offsets[index] - offsets[0] : index * Thickness);
        }
    }

    /// <summary>The file it is in.</summary>
    public DicomFile File { get; }

    /// <summary>Its index in the file, from 0.</summary>
    public int Index { get; }

    /// <summary>The centre of its first pixel, millimetres to the left, back and top (LPS); null where nobody knows.</summary>
    public Values<double>? Position { get; internal init; }

    /// <summary>Directions along a row and down a column, six numbers in LPS; null where nobody knows.</summary>
    public Values<double>? Orientation { get; }

    /// <summary>Distance of rows, then of columns, millimetres; null where nobody knows.</summary>
    public Values<double>? Spacing { get; }

    /// <summary>Factor from stored numbers to values.</summary>
    public double Slope { get; }

    /// <summary>What is added after that.</summary>
    public double Intercept { get; }

    /// <summary>Distance to the next slice by the header, which counts where there is no other; 1 where nobody knows.</summary>
    internal double Thickness { get; }

    /// <summary>Which tile of a mosaic it is; null for a whole frame.</summary>
    internal MosaicTile? Tile { get; init; }

    /// <summary>Its number in the series, else its place in the file.</summary>
    internal long Instance => ((File.Dataset.Integer(DicomTags.InstanceNumber) ?? 0) << 24) + Index;

    /// <summary>The first attribute of this tag in its groups, as text; null where there is none.</summary>
    public string? Text(DicomTag tag) => Holder(tag)?.Text(tag);

    /// <summary>The values of the first attribute of this tag in its groups; none where there is none.</summary>
    public Values<string> Texts(DicomTag tag) => Holder(tag)?.Texts(tag) ?? [];

    /// <summary>The values of the first attribute of this tag in its groups, as numbers; none where there is none.</summary>
    public Values<double> Numbers(DicomTag tag) => Holder(tag)?.Numbers(tag) ?? [];

    /// <summary>The first value of the first attribute of this tag in its groups; null where there is none.</summary>
    public double? Number(DicomTag tag) => Numbers(tag) is [var first, ..] ? first : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Path.GetFileName(File.Path)}{(Index > 0 || Tile is not null ? $" frame {Index + 1}" : "")}";

    /// <summary>Of several frames in a file that states one position, it is that of the first, and the others follow along the normal.</summary>
    private static Values<double> Behind(Values<double> first, Values<double> axes, double distance) => Values.From(Enumerable.Range(0, 3).Select(axis =>
    {
        var (next, last) = ((axis + 1) % 3, (axis + 2) % 3);
        return first[axis] + (distance * ((axes[next] * axes[last + 3]) - (axes[last] * axes[next + 3])));
    }));

    private DicomDataset? Holder(DicomTag tag) => Array.Find(groups, group => group[tag] is { Bytes.IsEmpty: false });

    /// <summary>The macros of a functional group: sequences of one item each. What manufacturers add repeats their own older attributes.</summary>
    private static IEnumerable<DicomDataset> Macros(DicomDataset? group)
        => group is null ? [] : group.Where(element => !element.Tag.IsPrivate && element.Items.Count > 0).Select(element => element.Items[0]);

    private Values<double>? Point(DicomTag tag, int count)
    {
        if (Holder(tag) is null)
        {
            return null;
        }
        var numbers = Numbers(tag);
        return numbers.Count == count && numbers.All(number => double.IsFinite(number) && Math.Abs(number) < 1e6) ? numbers
            : throw new ImageFormatException(File.Path, $"{DicomTags.Keyword(tag)} {tag} is \"{string.Join("\\", Texts(tag))}\"; {count} numbers are needed.");
    }

    private double Scale(DicomTag tag, double missing)
    {
        var scale = Holder(tag) is null ? missing : Number(tag) ?? double.NaN;
        return double.IsFinite(scale) && (scale != 0 || missing == 0) ? scale
            : throw new ImageFormatException(File.Path, $"{DicomTags.Keyword(tag)} {tag} is \"{Text(tag)}\"; a number{(missing == 0 ? "" : " other than 0")} is needed.");
    }
}
