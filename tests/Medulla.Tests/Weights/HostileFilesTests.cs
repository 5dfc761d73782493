using System.Diagnostics;
using System.IO.Compression;
using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

/// <summary>Damaged and hostile files load or are rejected, soon and within the memory that is promised; nothing else.</summary>
public class HostileFilesTests
{
    private const int Base = 1 << 20;
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n";

    /// <summary>A pickle of about every kind of value.</summary>
    private static readonly byte[] Varied = PickleBytes.Of(
        $"\x80\x02}}q\0({PickleBytes.Text("w")}{PickleBytes.Tensor(PickleBytes.Storage("0", 6), "K\x01K\x02K\x02\x86K\x02K\x01\x86")}q\x01"
        + $"{PickleBytes.Text("tied")}h\x01{PickleBytes.Text("p")}ctorch._utils\n_rebuild_parameter\nh\x01\x89N\x87R"
        + $"{PickleBytes.Text("n")}cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085C\u0001b\x87R(K\x01K\x02\u0085cnumpy\ndtype\n{PickleBytes.Text("f4")}\x89\x88\x87R"
        + $"(K\x03{PickleBytes.Text(">")}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\u0089c_codecs\nencode\n{PickleBytes.Text("abcdefgh")}{PickleBytes.Text("latin1")}\x86Rtb"
        + $"{PickleBytes.Text("set")}c__builtin__\nset\n](K\x01K\x02M\x03\u0004e\x85RG?\xf0\0\0\0\0\0\0](N\x8a\x02\xff\x7f\u0088eK\u0005ccollections\nOrderedDict\n)R"
        + $"{PickleBytes.Text("size")}ctorch\nSize\nK\x02K\x03\x86\x85Ru.");

    /// <summary>Loads the library, which is no part of what a file costs.</summary>
    public HostileFilesTests() => Assert.True(Survives(File.ReadAllBytes(PyTorchSample.File("noncontiguous.safetensors")), library: true));

    [Fact]
    public void ThousandsOfMutatedPickles_LoadOrAreRejected_WithinTheirMemory()
    {
        (string, byte[])[] data = [("data/0", PickleBytes.Floats(0, 1, 2, 3, 4, 5))];
        Assert.True(Survives(PickleBytes.Zip(Varied, CompressionLevel.NoCompression, data)));
        var loaded = Fuzz(5000, 1, random => PickleBytes.Zip(Mutate(Varied, random), random.Next(4) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression, data));
        Assert.InRange(loaded, 100, 4000);   // neither did the mutations do nothing, nor did they never get anywhere
    }

    [Theory]
    [InlineData("malicious_eval.pt", 1500)]
    [InlineData("noncontiguous.pt", 1500)]
    [InlineData("numpy_arrays.pt", 1500)]
    [InlineData("tensors_all_dtypes.pt", 1000)]
    public void ThousandsOfMutatedFiles_LoadOrAreRejected_WithinTheirMemory(string name, int count)
    {
        var whole = File.ReadAllBytes(PyTorchSample.File(name));
        Assert.InRange(Fuzz(count, 2, random => Mutate(whole, random)), 0, count - 1);
    }

    [Fact]
    public void ThousandsOfMutatedSafetensors_LoadOrAreRejected_WithinTheirMemory()
    {
        var whole = File.ReadAllBytes(PyTorchSample.File("shared_storage.safetensors"));
        Assert.InRange(Fuzz(2000, 3, random => Mutate(whole, random)), 0, 1999);
    }

    [Theory]
    [InlineData("", "}")]
    [InlineData("", "]")]
    [InlineData("", "\x8f")]
    [InlineData("", "N\x85")]
    [InlineData("", "(")]
    [InlineData("N", "2\x94")]
    [InlineData("", "}NNs")]
    [InlineData("", "}K\x01Ns0")]
    [InlineData("", "]Na")]
    [InlineData("", "]q\0h\0a")]
    [InlineData("", "\x8c\x01x")]
    [InlineData("", "U\x01\xff")]
    [InlineData("", "\x8a\x01\x01")]
    [InlineData("", "cm\nn\n")]
    [InlineData("", "cm\nn\n)R")]
    [InlineData("cm\nn\nq\0)q\x01", "h\0h\x01R}b")]
    [InlineData("ccollections\nOrderedDict\nq\0", "h\0)R")]
    [InlineData("cnumpy\ndtype\nq\0X\x02\0\0\0f4\x85q\x01", "h\0h\x01R")]
    [InlineData("cnumpy\nndarray\nq\0)C\0\x87q\u0001cnumpy.core.multiarray\n_reconstruct\nq\x02", "h\x02h\x01R")]
    [InlineData(Tensor + "q\0((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x06tQK\0))\x89)tq\x01", "h\0h\x01R")]
    public void TheCostliestPickles_StayWithinTheirMemory(string start, string repeated)
    {
        var pickle = PickleBytes.Of($"({start}{string.Concat(Enumerable.Repeat(repeated, 20_000))}");
        (string, byte[])[] data = [("data/0", new byte[24])];
        foreach (var end in (string[])["t.", "", ".", "le."])
        {
            Survives(PickleBytes.Zip([.. pickle, .. PickleBytes.Of(end)], CompressionLevel.NoCompression, data));
        }
    }

    private static int Fuzz(int count, int seed, Func<Random, byte[]> next)
    {
        var loaded = 0;
        Parallel.For(0, 4, new() { MaxDegreeOfParallelism = 2 }, part =>
        {
            var random = new Random(seed * 100 + part);
            for (var i = part; i < count; i += 4)
            {
                if (Survives(next(random)))
                {
                    Interlocked.Increment(ref loaded);
                }
            }
        });
        return loaded;
    }

    /// <summary>Reads a file by every way; it must end in values or in a <see cref="WeightsFormatException"/>.</summary>
    private static bool Survives(byte[] content, bool library = false)
    {
        using var file = new TemporaryFile(content);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var loaded = true;
        foreach (var read in (Action<string>[])[path => WeightFile.Load(path), Whole])
        {
            try
            {
                using var scope = NewDisposeScope();
                read(file.Path);
            }
            catch (WeightsFormatException)
            {
                loaded = false;
            }
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // Twice: the file was read twice.
        Assert.InRange(allocated, 0, library ? long.MaxValue : 2 * ((long)PyTorchFile.MemoryFactor * content.Length + Base));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        return loaded;
    }

    private static void Whole(string path)
    {
        if (WeightFile.IsPyTorch(path))
        {
            PyTorchFile.Load(path, keepUnknown: true);
        }
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        const string opcodes = "\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8e\x8f\x90\x91\x92\x93\x94\x95()0125BCGJKMNQRTUX]abcdehijlqrstu}.";
        var result = whole.ToList();
        for (var edits = random.Next(1, 4); edits > 0 && result.Count > 0; edits--)
        {
            var at = random.Next(result.Count);
            switch (random.Next(5))
            {
                case 0:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1:
                    result[at] = (byte)opcodes[random.Next(opcodes.Length)];
                    break;
                case 2:
                    result.RemoveRange(at, Math.Min(random.Next(1, 9), result.Count - at));
                    break;
                case 3:
                    result.InsertRange(at, result.Skip(random.Next(result.Count)).Take(random.Next(1, 40)).ToArray());
                    break;
                default:
                    result[at] = (byte)(result[at] ^ (1 << random.Next(8)));
                    break;
            }
        }
        return [.. result];
    }
}
