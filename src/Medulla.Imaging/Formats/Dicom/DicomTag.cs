namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The number of a DICOM attribute, printed as (gggg,eeee).</summary>
/// <param name="Group">The upper half; odd for attributes of one manufacturer.</param>
/// <param name="Element">The lower half.</param>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Whether a manufacturer defined it.</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>The two letters that DICOM's dictionary gives for it, of attributes that concern images; "UN" for others.</summary>
    public string ValueRepresentation => DicomTags.Vr(this);

    /// <summary>Whether <paramref name="left"/> comes first in a file.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes later in a file.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not come later.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not come first.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.CompareTo(right) >= 0;

    /// <summary>The tag of a keyword of DICOM part 6, such as "EchoTime"; those that concern images are known.</summary>
    /// <exception cref="ArgumentException">The keyword is not known here; give the tag by its numbers.</exception>
    public static DicomTag Named(string keyword)
        => DicomTags.ByKeyword.TryGetValue(keyword, out var tag)
            ? tag
            : throw new ArgumentException($"DicomTag: no keyword '{keyword}' is known here; give its numbers, as in new DicomTag(0x0018, 0x0081).");

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => (((uint)Group << 16) | Element).CompareTo(((uint)other.Group << 16) | other.Element);

    /// <inheritdoc/>
    public override string ToString() => $"({Group:X4},{Element:X4})";
}
