namespace Medulla.Imaging.Formats.Dicom;

/// <summary>An attribute of a data set: bytes, or items in a sequence.</summary>
public sealed class DicomElement
{
    internal DicomElement(DicomTag tag, string vr, ReadOnlyMemory<byte> bytes)
        => (Tag, ValueRepresentation, Bytes) = (tag, vr, bytes);

    internal DicomElement(DicomTag tag, IReadOnlyList<DicomDataset> items)
        => (Tag, ValueRepresentation, Items) = (tag, "SQ", items);

    /// <summary>Its number.</summary>
    public DicomTag Tag { get; }

    /// <summary>The two letters that say how its bytes are meant; "UN" where nobody knows.</summary>
    public string ValueRepresentation { get; }

    /// <summary>The value as it stands in the file; empty for a sequence.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The items of a sequence; empty for others.</summary>
    public IReadOnlyList<DicomDataset> Items { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Tag} {ValueRepresentation} {(Items.Count > 0 ? $"{Items.Count} items" : $"{Bytes.Length} bytes")}";
}
