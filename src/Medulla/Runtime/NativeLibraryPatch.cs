using System.Buffers.Binary;
using System.Text;

namespace Medulla.Runtime;

/// <summary>
/// Lets <c>libLibTorchSharp.so</c> load on systems whose libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04, RHEL 9).
/// The library asks for the symbol version GLIBCXX_3.4.32 for the sake of one symbol, a no-op there. In a copy, the version
/// becomes optional and the symbol is bound to a harmless function of libc. See the ELF gABI and the LSB on symbol versioning.
/// </summary>
internal static class NativeLibraryPatch
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const string Substitute = "sched_yield\0";
    private const uint SectionVersionNeed = 0x6ffffffe, SectionVersionSymbols = 0x6fffffff, SectionDynamicSymbols = 11;
    private const ushort WeakFlag = 2, GlobalVersion = 1;

    /// <summary>Edits a 64-bit little-endian ELF image in place.</summary>
    /// <returns>False where the image does not ask for that version, so that nothing had to be done.</returns>
    /// <exception cref="BadImageFormatException">The image is no such ELF file, or another symbol needs that version.</exception>
    public static bool Apply(Span<byte> image)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new BadImageFormatException("LibTorchSharp: the library is not a 64-bit little-endian ELF file.");
        }
        try
        {
            return ApplyToElf(image);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new BadImageFormatException("LibTorchSharp: the library's ELF tables point outside the file; it is damaged.", e);
        }
    }

    private static bool ApplyToElf(Span<byte> image)
    {
        var need = Section.Find(image, SectionVersionNeed);
        var symbols = Section.Find(image, SectionDynamicSymbols);
        var versions = Section.Find(image, SectionVersionSymbols);
        var names = Section.At(image, need.Link).Offset;

        var index = MakeOptional(image, need, names);
        if (index is null)
        {
            return false;
        }
        const int symbolSize = 24;
        for (var i = 0; i < symbols.Size / symbolSize; i++)
        {
            var version = versions.Offset + 2 * i;
            if ((U16(image, version) & 0x7fff) != index)
            {
                continue;
            }
            var name = names + I32(image, symbols.Offset + symbolSize * i);
            if (Text(image, name) != Symbol)
            {
                throw new BadImageFormatException($"LibTorchSharp: {Text(image, name)} needs {Version}; only {Symbol} can be done without. "
                    + "Use a system with libstdc++ of GCC 13.2 or later.");
            }
            Encoding.ASCII.GetBytes(Substitute, image[name..]);
            BinaryPrimitives.WriteUInt16LittleEndian(image[version..], GlobalVersion);
        }
        return true;
    }

    /// <summary>Marks the version need as weak and returns the number its symbols carry.</summary>
    private static ushort? MakeOptional(Span<byte> image, Section need, int names)
    {
        ushort? index = null;
        for (int library = need.Offset, i = 0; i < need.Info; i++, library += I32(image, library + 12))
        {
            var entry = library + I32(image, library + 8);
            for (var k = 0; k < U16(image, library + 2); k++, entry += I32(image, entry + 12))
            {
                if (Text(image, names + I32(image, entry + 8)) == Version)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(image[(entry + 4)..], WeakFlag);
                    index = U16(image, entry + 6);
                }
            }
        }
        return index;
    }

    private static ushort U16(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static int I32(ReadOnlySpan<byte> image, int at) => BinaryPrimitives.ReadInt32LittleEndian(image[at..]);

    private static string Text(ReadOnlySpan<byte> image, int at)
    {
        var rest = image[at..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private readonly record struct Section(uint Type, int Offset, int Size, int Link, int Info)
    {
        public static Section At(ReadOnlySpan<byte> image, int number)
        {
            var at = I32(image, 0x28) + number * U16(image, 0x3A);
            return new((uint)I32(image, at + 4), I32(image, at + 24), I32(image, at + 32), I32(image, at + 40), I32(image, at + 44));
        }

        public static Section Find(ReadOnlySpan<byte> image, uint type)
        {
            for (var i = 0; i < U16(image, 0x3C); i++)
            {
                var section = At(image, i);
                if (section.Type == type)
                {
                    return section;
                }
            }
            throw new BadImageFormatException($"LibTorchSharp: the library has no ELF section of type 0x{type:x}.");
        }
    }
}
