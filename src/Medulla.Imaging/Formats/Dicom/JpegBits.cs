namespace Medulla.Imaging.Formats.Dicom;

/// <summary>The bits of a scan of JPEG, without the zeros that are stuffed behind bytes of FF (ITU-T T.81, B.1.1.5).</summary>
internal ref struct JpegBits(ReadOnlyMemory<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> bytes = data.Span;
    private int position = position;
    private ulong bits;      // the next ones, at the top
    private int count;
    private int padding;     // how many of them stand beyond a marker or the end

    /// <summary>Where the next marker is to be looked for.</summary>
    public readonly int Position => position;

    /// <summary>A difference: the code of its number of bits, and these.</summary>
    public int Difference(JpegHuffmanTable table)
    {
        if (count < 32)
        {
            Fill();
        }
        var (size, length) = table.Find((int)(bits >> 48));
        Drop(length);
        if (size is 0 or 16)
        {
            return size == 0 ? 0 : 32768;
        }
        var value = (int)(bits >> (64 - size));
        Drop(size);
        return value >> (size - 1) == 0 ? value - (1 << size) + 1 : value;
    }

    /// <summary>Goes on after the next restart marker.</summary>
    public void Restart()
    {
        (bits, count, padding) = (0, 0, 0);
        while (position + 1 < bytes.Length)
        {
            if (bytes[position] == 0xFF && bytes[position + 1] is >= 0xD0 and <= 0xD7)
            {
                position += 2;
                return;
            }
            position++;
        }
        throw new InvalidDataException("a restart marker is missing.");
    }

    private void Drop(int used)
    {
        bits <<= used;
        count -= used;
        if (count < padding)
        {
            throw new InvalidDataException("the coded samples end early.");
        }
    }

    private void Fill()
    {
        while (count <= 56)
        {
            ulong next = 0;
            if (position >= bytes.Length || (bytes[position] == 0xFF && (position + 1 >= bytes.Length || bytes[position + 1] != 0)))
            {
                padding += 8;
            }
            else
            {
                next = bytes[position];
                position += next == 0xFF ? 2 : 1;
            }
            bits |= next << (56 - count);
            count += 8;
        }
    }
}
