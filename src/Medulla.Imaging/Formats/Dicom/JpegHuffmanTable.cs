namespace Medulla.Imaging.Formats.Dicom;

/// <summary>A table of Huffman codes of JPEG (ITU-T T.81, annexes C and F.2.2.3), with codes of up to 8 bits looked up at once.</summary>
internal sealed class JpegHuffmanTable
{
    private readonly ushort[] quick = new ushort[256];   // length in the upper byte, 0 for longer codes; symbol in the lower
    private readonly int[] limits = new int[17];         // for codes of a length: the first 16-bit window beyond them
    private readonly int[] offsets = new int[17];        // symbol's index minus the code
    private readonly byte[] symbols;

    /// <param name="lengths">Number of codes of each length from 1 to 16.</param>
    /// <param name="symbols">What the codes mean, shorter codes first.</param>
    public JpegHuffmanTable(ReadOnlySpan<byte> lengths, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        var (code, index) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            offsets[length] = index - code;
            for (var last = index + lengths[length - 1]; index < last; index++, code++)
            {
                if (symbols[index] > 16 || code >= 1 << length)
                {
                    throw new InvalidDataException("a table of Huffman codes has more codes than there are, or a symbol above 16.");
                }
                if (length <= 8)
                {
                    quick.AsSpan(code << (8 - length), 1 << (8 - length)).Fill((ushort)((length << 8) | symbols[index]));
                }
            }
            limits[length] = code << (16 - length);
            code <<= 1;
        }
    }

    /// <summary>The symbol whose code begins a window of 16 bits, and the code's length.</summary>
    public (int Symbol, int Length) Find(int window)
    {
        var entry = quick[window >> 8];
        if (entry != 0)
        {
            return (entry & 255, entry >> 8);
        }
        for (var length = 9; length <= 16; length++)
        {
            if (window < limits[length])
            {
                var index = offsets[length] + (window >> (16 - length));
                if (index >= 0 && index < symbols.Length)
                {
                    return (symbols[index], length);
                }
            }
        }
        throw new InvalidDataException("a code is in no table.");
    }
}
