using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Text;

namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The attributes of a file or of an item in a sequence, in ascending order of their tags.</summary>
public sealed class DicomDataset : IReadOnlyCollection<DicomElement>
{
    private readonly DicomElement[] elements;
    private readonly bool isBigEndian;
    private readonly Encoding encoding;

    internal DicomDataset(List<DicomElement> elements, bool isBigEndian, Encoding encoding)
    {
        // Files keep the order; of attributes that come twice, the first counts. Enumerable's sort is stable.
        var isOrdered = true;
        for (var index = 1; index < elements.Count && isOrdered; index++)
        {
            isOrdered = elements[index - 1].Tag < elements[index].Tag;
        }
        this.elements = isOrdered ? [.. elements] : [.. elements.OrderBy(element => element.Tag).DistinctBy(element => element.Tag)];
        (this.isBigEndian, this.encoding) = (isBigEndian, encoding);
    }

    /// <summary>Number of attributes.</summary>
    public int Count => elements.Length;

    /// <summary>The attribute, or null where there is none.</summary>
    public DicomElement? this[DicomTag tag]
    {
        get
        {
            var (low, high) = (0, elements.Length - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var order = elements[middle].Tag.CompareTo(tag);
                if (order == 0)
                {
                    return elements[middle];
                }
                (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
            }
            return null;
        }
    }

    /// <summary>The value as text, of several the first; null where there is none or it is empty.</summary>
    public string? Text(DicomTag tag) => Texts(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>The values as texts, without the spaces that pad them; none where there is no such attribute.</summary>
    public Values<string> Texts(DicomTag tag)
    {
        if (this[tag] is not { Bytes.IsEmpty: false } element)
        {
            return [];
        }
        if (IsBinary(element))
        {
            return Values.From(Numbers(tag).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        }
        var whole = encoding.GetString(element.Bytes.Span).Trim('\0', ' ');
        return element.ValueRepresentation is "LT" or "ST" or "UT" or "UR"
            ? [whole]
            : Values.From(whole.Split('\\').Select(text => text.Trim('\0', ' ')));
    }

    /// <summary>The values as numbers, whether stored as text or binary; none where there is no such attribute or some value is no finite number.</summary>
    public Values<double> Numbers(DicomTag tag)
    {
        if (this[tag] is not { Bytes.IsEmpty: false } element)
        {
            return [];
        }
        if (IsBinary(element))
        {
            return Binary(element);
        }
        var texts = Texts(tag);
        var numbers = new double[texts.Count];
        for (var index = 0; index < numbers.Length; index++)
        {
            if (!double.TryParse(texts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]) || !double.IsFinite(numbers[index]))
            {
                return [];
            }
        }
        return numbers;
    }

    /// <summary>The value as a number, of several the first; null where there is none.</summary>
    public double? Number(DicomTag tag) => Numbers(tag) is [var first, ..] ? first : null;

    /// <summary>The value as a whole number, of several the first; null where there is none.</summary>
    public long? Integer(DicomTag tag) => Number(tag) is { } number && Math.Abs(number) < 1e18 && number == Math.Floor(number) ? (long)number : null;

    /// <summary>The items of a sequence; none where there is no such attribute.</summary>
    public IReadOnlyList<DicomDataset> Items(DicomTag tag) => this[tag]?.Items ?? [];

    /// <inheritdoc/>
    public IEnumerator<DicomElement> GetEnumerator() => ((IEnumerable<DicomElement>)elements).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => elements.GetEnumerator();

    private static bool IsBinary(DicomElement element)
        => element.ValueRepresentation is "US" or "SS" or "UL" or "SL" or "UV" or "SV" or "FL" or "FD" or "OW" or "OF" or "OD" or "OL" or "AT";

    private double[] Binary(DicomElement element)
    {
        var (bytes, vr) = (element.Bytes, element.ValueRepresentation);
        var size = vr is "US" or "SS" or "OW" or "AT" ? 2 : vr is "UV" or "SV" or "FD" or "OD" ? 8 : 4;
        var numbers = new double[bytes.Length / size];
        Span<byte> one = stackalloc byte[8];
        for (var index = 0; index < numbers.Length; index++)
        {
            var value = one[..size];
            bytes.Span.Slice(index * size, size).CopyTo(value);
            if (isBigEndian)
            {
                value.Reverse();
            }
            numbers[index] = vr switch
            {
                "SS" => BinaryPrimitives.ReadInt16LittleEndian(value),
                "SL" => BinaryPrimitives.ReadInt32LittleEndian(value),
                "SV" => BinaryPrimitives.ReadInt64LittleEndian(value),
                "UV" => BinaryPrimitives.ReadUInt64LittleEndian(value),
                "FL" or "OF" => BinaryPrimitives.ReadSingleLittleEndian(value),
                "FD" or "OD" => BinaryPrimitives.ReadDoubleLittleEndian(value),
                _ => size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value),
            };
        }
        return numbers;
    }
}
