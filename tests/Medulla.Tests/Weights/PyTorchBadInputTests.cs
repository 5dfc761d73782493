using System.IO.Compression;
using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class PyTorchBadInputTests
{
    private static readonly string Four = PickleBytes.Storage("0", 4);

    public static TheoryData<string, string> RefusedPickles => new()
    {
        { "cos\nsystem\nX\x02\0\0\0ls\x85R.", "asks for os.system" },
        { "c__builtin__\ngetattr\n.", "asks for __builtin__.getattr" },
        { "X\x08\0\0\0builtinsX\x04\0\0\0eval\x93.", "asks for builtins.eval" },
        { "ctorch.hub\nload\n)R.", "asks for torch.hub.load" },
        { "cnumpy\nload\n.", "asks for numpy.load" },
        { "c__torch__.my\nNet\n)\x81.", "asks for __torch__.my.Net" },
        { "ctorch\nFloatStorage\nK\x01\x85R.", "calls torch.FloatStorage" },
        { "K\x01)R.", "calls a Int64" },
        { "(cos\nsystem\nX\x02\0\0\0lso.", "asks for os.system" },
        { "(ios\nsystem\n.", "opcode 0x69" },
        { "\x82\x01.", "opcode 0x82" },
        { "I1\n.", "text opcode 'I'" },
        { "(X\x06\0\0\0modulecos\nsystem\ntQ.", "asks for os.system" },
        { "(X\x06\0\0\0moduleNNNtQ.", "no storage: module" },
        { "NQ.", "no storage: None" },
        { "}]Ns.", "a list as a key" },
        { "]}b.", "sets the state of a list" },
        { "ctorch._utils\n_rebuild_qtensor\n)R.", "quantised tensor" },
        { "ctorch._utils\n_rebuild_sparse_tensor\n)R.", "to_dense" },
        { "ctorch._utils\n_rebuild_tensor_v2\n)R.", "other things than a typed storage" },
        { PickleBytes.Storage("0", 4, "torch\nfloat32") + ".", "which is no storage" },
        { "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\x02\0\0\0O8\x85RC\0\x86R.", "NumPy array of type 'O8'" },
    };

    [Theory]
    [MemberData(nameof(RefusedPickles))]
    public void WhatBuildsNoData_IsRefused(string pickle, string reason) => AssertRefused(PickleBytes.Zip("\x80\x02" + pickle), reason);

    [Theory]
    [InlineData("", "needs 1 more")]
    [InlineData("\x80\x06N.", "protocol 6")]
    [InlineData("N", "needs 1 more")]
    [InlineData(".", "ends with 0 values")]
    [InlineData("(N.", "ends with 1 values")]
    [InlineData("N0.", "ends with 0 values")]
    [InlineData("00.", "takes a value")]
    [InlineData("N(0.", "takes a value")]
    [InlineData("t.", "mark that was never set")]
    [InlineData("N\x86.", "takes 2 values")]
    [InlineData("h\x05.", "recalls value 5")]
    [InlineData("Nr\xff\xff\xff\x7f.", "remembers a value as number")]
    [InlineData("Nr\xff\xff\xff\xff.", "remembers a value as number")]
    [InlineData("X\xff\xff\xff\xff.", "cut off")]
    [InlineData("B\xff\xff\xff\x7f.", "cut off")]
    [InlineData("\x8e\xff\xff\xff\xff\xff\xff\xff\xff.", "cut off")]
    [InlineData("\x8b\xff\xff\xff\x7f.", "number of")]
    [InlineData("\x95\xff\xff\xff\xff\xff\xff\xff\x7f.", "cut off")]
    [InlineData("}(Nu.", "key without a value")]
    [InlineData("NNa.", "appends to None")]
    public void DamagedPickles_AreRejected(string pickle, string reason) => AssertRefused(PickleBytes.Zip(pickle), reason);

    [Theory]
    [InlineData("K\x01K\x04\x85K\x01\x85", "reaches beyond its storage '0' of 4 elements")]
    [InlineData("K\0K\x02\x85K\x04\x85", "reaches beyond")]
    [InlineData("K\x05K\0\x85K\x01\x85", "reaches beyond")]
    [InlineData("J\xff\xff\xff\xffK\x01\x85K\x01\x85", "reaches beyond")]
    [InlineData("K\0J\xff\xff\xff\xff\x85K\x01\x85", "whole numbers")]
    [InlineData("K\0K\x02\x85J\xff\xff\xff\xff\x85", "whole numbers")]
    [InlineData("K\0K\x02\x85)", "1 axes with 0 strides")]
    [InlineData("K\0\x8a\x08\0\0\0\0\0\0\0\x40\x85K\0\x85", "more elements than there are addresses")]
    [InlineData("K\0J\0\0\0\x40J\0\0\0\x40J\0\0\0\x40\x87K\0K\0K\0\x87", "more elements than there are addresses")]
    public void TensorsBeyondTheirStorage_AreRejected(string view, string reason)
        => AssertRefused(PickleBytes.Zip(PickleBytes.Tensor(Four, view) + ".", ("data/0", new byte[16])), reason);

    [Fact]
    public void StoragesOfAnotherLength_AreRejected()
    {
        var pickle = $"}}{PickleBytes.Text("w")}{PickleBytes.Tensor(Four, "K\0K\x04\x85K\x01\x85")}s.";
        AssertRefused(PickleBytes.Zip(pickle), "the storage 'archive/data/0' is missing");
        AssertRefused(PickleBytes.Zip(pickle, ("data/0", new byte[12])), "has 12 bytes, but the pickle says 16");
        AssertRefused(PickleBytes.Zip(pickle.Replace("K\x04tQ", "\x8a\x08\0\0\0\0\0\0\0\x10tQ", StringComparison.Ordinal), ("data/0", new byte[16])), "more than a file of");
        AssertRefused(PickleBytes.Zip($"({pickle[..^1]}{PickleBytes.Storage("0", 2)}t.", ("data/0", new byte[16])), "two storages '0'");
    }

    [Fact]
    public void BooleansOtherThan0And1_AreRejected()
        => AssertRefused(PickleBytes.Zip(PickleBytes.Tensor(PickleBytes.Storage("0", 2, "torch\nBoolStorage"), "K\0K\x02\x85K\x01\x85") + ".", ("data/0", [1, 2])), "other than 0 and 1");

    [Fact]
    public void ContainersThatHoldThemselves_EndInAnError_NotInALoop()
    {
        using var itself = new TemporaryFile(PickleBytes.Zip("]q\0h\0a."));
        Assert.IsType<List<object?>>(PyTorchFile.Load(itself.Path));
        using var open = PyTorchFile.Open(itself.Path);
        Assert.Contains("nested without end", Assert.Throws<WeightsFormatException>(() => open.Tensors).Cause, StringComparison.Ordinal);
        // Each list holds the last one twice: 2^200 paths.
        var doubling = "]q\0" + string.Concat(Enumerable.Repeat("0](h\0h\0eq\0", 200)) + ".";
        using var many = new TemporaryFile(PickleBytes.Zip(doubling));
        using var opened = PyTorchFile.Open(many.Path);
        Assert.Contains("nested without end", Assert.Throws<WeightsFormatException>(() => opened.Tensors).Cause, StringComparison.Ordinal);
        using var deep = new TemporaryFile(PickleBytes.Zip(new string(']', 100_000) + new string('a', 99_999) + "."));
        Assert.IsType<List<object?>>(PyTorchFile.Load(deep.Path));
        using var buried = PyTorchFile.Open(deep.Path);
        Assert.Throws<WeightsFormatException>(() => buried.Tensors);
    }

    [Fact]
    public void CopyingALongValueAgainAndAgain_IsRejected()
    {
        var copies = string.Concat(Enumerable.Repeat("h\x01h\0\x85R0", 2000));
        AssertRefused(PickleBytes.Zip($"]({new string('N', 5000)}eq\0c__builtin__\nlist\nq\x01" + copies + "."), "copies more than");
        AssertRefused(PickleBytes.Zip($"C\xff{new string('x', 255)}q\0c__builtin__\nbytearray\nq\x01" + copies + "."), "copies more than");
    }

    [Fact]
    public void NumbersChosenToCollide_TakeNoLonger()
    {
        // (k << 32) | k all have the same hash by .NET's own rule.
        var keys = string.Concat(Enumerable.Range(1, 60_000).Select(k => $"\x8a\x08{(char)(k & 255)}{(char)(k >> 8)}\0\0{(char)(k & 255)}{(char)(k >> 8)}\0\0N"));
        using var file = new TemporaryFile(PickleBytes.Zip($"}}({keys}u."));
        var start = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(60_000, Assert.IsType<OrderedDictionary<object, object?>>(PyTorchFile.Load(file.Path)).Count);
        Assert.InRange(start.Elapsed.TotalSeconds, 0, 5);   // by the collisions it would be minutes
    }

    [Fact]
    public void OtherFiles_AreRejected()
    {
        AssertRefused([], "neither as a zip file");
        AssertRefused("hello world, this is text"u8.ToArray(), "neither as a zip file");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("word/document.xml");
        }
        AssertRefused(stream.ToArray(), "holds no data.pkl");
    }

    [Fact]
    public void DamageToAnyByteOfAStorage_IsNoticed()
    {
        var whole = File.ReadAllBytes(PyTorchSample.File("shared_storage.pt"));
        const string name = "shared_storage/data/0";
        var header = whole.AsSpan().IndexOf(PickleBytes.Of(name)) + name.Length;
        var place = (header + 4 + 63) / 64 * 64 + 32;   // data begins at a multiple of 64, behind at least 4 bytes of padding
        whole[place] ^= 1;
        AssertRefused(whole, "has the checksum");
    }

    [Fact]
    public void EntriesThatInflateBeyondMeasure_AreRejected()
        => AssertRefused(PickleBytes.Zip([(byte)'N', (byte)'.'], CompressionLevel.Optimal, ("data/0", new byte[1 << 20])), "inflate to more than 64 times");

    [Fact]
    public void EntriesThatShareBytes_AreRejected()
    {
        var whole = PickleBytes.Zip("N.", ("data/0", new byte[64]), ("data/1", new byte[64]));
        var directory = whole.AsSpan().LastIndexOf("PK\x1\x2"u8);
        var first = whole.AsSpan().IndexOf("archive/data/0"u8) - 30;
        BitConverter.GetBytes(first).CopyTo(whole, directory + 42);   // the second names the first's place
        AssertRefused(whole, "inside another part of the file");
    }

    [Theory]
    [InlineData("legacy_format.pt", 997)]
    [InlineData("shared_storage.pt", 1)]
    [InlineData("scripted_unet.ts", 4999)]
    public void EveryTruncation_IsRejected(string name, int step)
    {
        var whole = File.ReadAllBytes(PyTorchSample.File(name));
        using var file = new TemporaryFile();
        for (var length = 0; length < whole.Length; length += step)
        {
            File.WriteAllBytes(file.Path, whole[..length]);
            Assert.Throws<WeightsFormatException>(() => Load(file.Path));
        }
    }

    private static void AssertRefused(byte[] content, string reason)
    {
        using var file = new TemporaryFile(content);
        var error = Assert.Throws<WeightsFormatException>(() => Load(file.Path));
        Assert.StartsWith("weights.safetensors: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Cause, StringComparison.Ordinal);
    }

    private static void Load(string path)
    {
        using var scope = NewDisposeScope();
        PyTorchFile.Load(path);
    }
}
