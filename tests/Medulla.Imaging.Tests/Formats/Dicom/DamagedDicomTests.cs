using System.Diagnostics;
using Medulla.Imaging.Formats;
using Medulla.Imaging.Formats.Dicom;

namespace Medulla.Imaging.Tests.Formats.Dicom;

/// <summary>Files with bytes changed, taken out, repeated or cut off: each is read, or ends in an error that names it.</summary>
public sealed class DamagedDicomTests
{
    /// <summary>Memory for each byte of a file: 32 for attributes, and 64, 16 or 2048 times compressed pixels, by their kind.</summary>
    private const int Factor = 32 + 64;

    private static readonly int[][] lines = [.. Enumerable.Range(0, 6).Select(row => Enumerable.Range(0, 6).Select(column => (row * 40) + column).ToArray())];

    public static TheoryData<string> Kinds => [.. kinds.Keys];

    private static readonly Dictionary<string, byte[]> kinds = new()
    {
        ["explicit"] = Rich().Bytes,
        ["implicit"] = Rich(MadeDicom.Implicit).Bytes,
        ["big endian"] = Rich(MadeDicom.BigEndian).Bytes,
        ["delimited"] = Rich(delimited: true).Bytes,
        ["runs"] = MadeDicom.Slice(4, 1).Fragments(MadeDicom.Rle, [], [2, 0, 0, 0, 64, 0, 0, 0, 68, 0, 0, 0, .. new byte[52], 0xFE, 1, 0, 2, 3, 10, 20, 30, 40]).Bytes,
        ["lossless"] = MadeDicom.Slice(6, 6).Fragments(MadeDicom.Lossless, [], MadeJpeg.Lossless(lines, 1, 16, 4, 2)).Bytes,
        ["cosine"] = MadeDicom.Slice(8, 8).Set("BitsAllocated", 8).Set("BitsStored", 8).Set("HighBit", 7).Set("PixelRepresentation", 0)
            .Fragments(MadeDicom.Baseline, [], Convert.FromBase64String(DicomPixelsTests.GreyJpeg)).Bytes,
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void DamagedFile_IsReadOrRefused_InLittleTimeAndMemory(string kind)
    {
        var random = new Random(kind.Length);
        var whole = kinds[kind];
        Try(whole, whole.Length);
        var watch = Stopwatch.StartNew();
        var refused = 0;
        const int Trials = 1500;
        for (var trial = 0; trial < Trials; trial++)
        {
            var damaged = Damage(whole, random);
            refused += Try(damaged, damaged.Length) ? 0 : 1;
        }
        Assert.InRange(refused, Trials / 20, Trials);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    public void DamagedDeflatedFile_IsReadOrRefused()
    {
        var random = new Random(1);
        var whole = Rich(MadeDicom.Deflated).Bytes;
        for (var trial = 0; trial < 500; trial++)
        {
            var damaged = Damage(whole, random);
            Try(damaged, damaged.Length * 1032);
        }
    }

    [Theory]
    [InlineData(MadeDicom.Baseline, 5)]
    [InlineData(MadeDicom.Lossless, 5)]
    [InlineData(MadeDicom.Rle, 5)]
    public void SmallFileThatClaimsAHugePicture_CostsNoMemory(string syntax, int bytes)
    {
        var made = MadeDicom.Slice(1, 1).Set("Rows", 60000).Set("Columns", 60000).Fragments(syntax, [], new byte[bytes]).Bytes;
        Assert.False(Try(made, made.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Attributes_TakeLessThan32TimesTheFile(bool asItems)
    {
        // The least that attributes and items take is eight bytes each; those out of order and doubled cost most.
        using var stream = new MemoryStream();
        stream.Write([0x08, 0, 0x05, 0, 0, 0, 0, 0, 0x00, 0x52, 0x30, 0x92, .. BitConverter.GetBytes(asItems ? 800_000 : 0)]);
        for (var index = 0; index < 100_000; index++)
        {
            stream.Write(asItems ? [0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0] : [0x11, 0x00, (byte)(-index >> 8), (byte)-index, 0, 0, 0, 0]);
        }
        stream.Position = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var file = DicomFile.Read(stream);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, stream.Length, 32 * stream.Length);
        Assert.Equal(asItems ? 100_000 : 0, file.Dataset.Items(new(0x5200, 0x9230)).Count);
    }

    /// <summary>Whether the file was read; throws where anything but an error of the format came of it.</summary>
    private static bool Try(byte[] bytes, long size)
    {
        var before = GC.GetTotalAllocatedBytes(precise: false);
        try
        {
            using var stream = new MemoryStream(bytes);
            _ = DicomFile.Read(stream, "damaged.dcm").ReadImage().ToArray<float>();
            return true;
        }
        catch (ImageFormatException exception)
        {
            Assert.StartsWith("damaged.dcm: ", exception.Message);
            return false;
        }
        finally
        {
            // Other tests may run meanwhile, and a reader has buffers of its own.
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: false) - before, 0, (size * Factor) + (64L << 20));
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            // The preamble means nothing.
            var at = random.Next(132, bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at))); break;
                case 4: bytes[at] = 0xFF; break;
                default:
                    if (random.Next(4) == 0 && at > 200)
                    {
                        bytes.RemoveRange(at, bytes.Count - at);
                    }
                    break;
            }
        }
        return [.. bytes];
    }

    private static MadeDicom Rich(string syntax = MadeDicom.Explicit, bool delimited = false)
    {
        MadeDicom Frame(double z) => new MadeDicom().Set("PlanePositionSequence", new MadeDicom().Set("ImagePositionPatient", 0, 0, z));
        var made = MadeDicom.Slice(2, 3).Set("Rows", 1).Set("NumberOfFrames", 3).Set("PerFrameFunctionalGroupsSequence", Frame(0), Frame(1), Frame(2))
            .Set("DiffusionBValue", 5).Set(new(0x0009, 0x1001), "UN", new byte[] { 1, 2, 3, 4 });
        (made.Syntax, made.IsDelimited) = (syntax, delimited);
        return made;
    }
}
