namespace Medulla.Imaging.Tests.Formats.Dicom;

/// <summary>A writer of lossless JPEG, with one table in which each of the 17 symbols has a code of 5 bits.</summary>
internal static class MadeJpeg
{
    /// <param name="lines">Samples, those of a pixel side by side; one array a row.</param>
    /// <param name="components">Samples for each pixel.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="predictor">From 1 to 7.</param>
    /// <param name="restartLines">Rows between restart markers; 0 for none.</param>
    public static byte[] Lossless(int[][] lines, int components, int precision, int predictor, int restartLines = 0)
    {
        var width = lines[0].Length / components;
        List<byte> stream =
        [
            0xFF, 0xD8,
            0xFF, 0xC4, 0, 19 + 17, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Range(0, 17).Select(symbol => (byte)symbol),
            0xFF, 0xC3, 0, (byte)(8 + (3 * components)), (byte)precision, (byte)(lines.Length >> 8), (byte)lines.Length, (byte)(width >> 8), (byte)width, (byte)components,
            .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0x11, 0 }),
        ];
        if (restartLines > 0)
        {
            stream.AddRange([0xFF, 0xDD, 0, 4, (byte)(restartLines * width >> 8), (byte)(restartLines * width)]);
        }
        stream.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * components)), (byte)components, .. Enumerable.Range(1, components).SelectMany(id => new byte[] { (byte)id, 0 }), (byte)predictor, 0, 0]);
        var bits = new List<bool>();
        void Flush()
        {
            while (bits.Count % 8 != 0)
            {
                bits.Add(true);
            }
            for (var at = 0; at < bits.Count; at += 8)
            {
                var value = (byte)Enumerable.Range(0, 8).Sum(bit => bits[at + bit] ? 128 >> bit : 0);
                stream.Add(value);
                if (value == 0xFF)
                {
                    stream.Add(0);
                }
            }
            bits.Clear();
        }
        void Put(int value, int count) => bits.AddRange(Enumerable.Range(0, count).Select(bit => ((value >> (count - 1 - bit)) & 1) == 1));
        for (var row = 0; row < lines.Length; row++)
        {
            var isFirst = row == 0;
            if (restartLines > 0 && row > 0 && row % restartLines == 0)
            {
                Flush();
                stream.AddRange([0xFF, (byte)(0xD0 + (((row / restartLines) - 1) % 8))]);
                isFirst = true;
            }
            for (var index = 0; index < lines[row].Length; index++)
            {
                int a = index < components ? 0 : lines[row][index - components], b = isFirst ? 0 : lines[row - 1][index], c = isFirst || index < components ? 0 : lines[row - 1][index - components];
                var predicted = (isFirst, index < components) switch
                {
                    (true, true) => 1 << (precision - 1),
                    (true, false) => a,
                    (false, true) => b,
                    _ => predictor switch { 1 => a, 2 => b, 3 => c, 4 => a + b - c, 5 => a + ((b - c) >> 1), 6 => b + ((a - c) >> 1), _ => (a + b) >> 1 },
                };
                int difference = (short)(lines[row][index] - predicted);
                if (difference == -32768)
                {
                    Put(16, 5);
                    continue;
                }
                var size = 0;
                while (Math.Abs(difference) >> size != 0)
                {
                    size++;
                }
                Put(size, 5);
                Put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
            }
        }
        Flush();
        stream.AddRange([0xFF, 0xD9]);
        return [.. stream];
    }
}
