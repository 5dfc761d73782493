using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class SafeTensorsTests
{
    [Theory]
    [InlineData(ScalarType.Bool)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void SavedTensors_ComeBackAsTheyWere(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var saved = new Dictionary<string, Tensor>
        {
            ["cube"] = (arange(24) % 7).reshape(2, 3, 4).to_type(dtype),
            ["turned"] = arange(6).reshape(2, 3).to_type(dtype).transpose(0, 1),
            ["scalar"] = tensor(1).to_type(dtype),
            ["nothing"] = zeros([0, 4], dtype),
            ["Größe \"x\"\n"] = ones([1], dtype),
        };
        SafeTensors.Save(file.Path, saved, new Dictionary<string, string> { ["source"] = "test", ["a"] = "ü" });
        var loaded = SafeTensors.Load(file.Path);
        Assert.Equal(saved.Keys.Order(), loaded.Keys.Order());
        foreach (var (name, tensor) in saved)
        {
            Assert.Equal(dtype, loaded[name].dtype);
            Assert.Equal(tensor.shape, loaded[name].shape);
            Assert.True(tensor.equal(loaded[name]).all().item<bool>(), name);
        }
        using var open = SafeTensors.Open(file.Path);
        Assert.Equal("ü", open.Metadata["a"]);
        Assert.Equal(["weights.safetensors"], file.Neighbours);
    }

    [Fact]
    public void Layout_IsThatOfTheFormatsOwnLibrary()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        SafeTensors.Save(file.Path, new Dictionary<string, Tensor>
        {
            ["flag"] = tensor(true),
            ["b"] = tensor(new float[] { 1, 2 }),
            ["a"] = tensor(new float[] { 3 }),
            ["steps"] = tensor(5L),
        });
        // Wide types first, then names; the header is padded to a multiple of 8.
        const string header = """{"steps":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[12,20]},"flag":{"dtype":"BOOL","shape":[],"data_offsets":[20,21]}}""";
        byte[] data = [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 1];
        var padded = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(TemporaryFile.Bytes(padded, data), File.ReadAllBytes(file.Path));
    }

    [Fact]
    public void UnsignedTypes_BecomeWiderTensors()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile(
            """{"u16":{"dtype":"U16","shape":[2],"data_offsets":[0,4]},"u32":{"dtype":"U32","shape":[1],"data_offsets":[4,8]},"u64":{"dtype":"U64","shape":[],"data_offsets":[8,16]}}""",
            1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127);
        var loaded = SafeTensors.Load(file.Path);
        Assert.Equal([1, 65535], loaded["u16"].data<int>().ToArray());
        Assert.Equal([4294967295L], loaded["u32"].data<long>().ToArray());
        Assert.Equal(long.MaxValue, loaded["u64"].item<long>());
    }

    [Fact]
    public void EightBitFloats_BecomeFloats()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile(
            """{"e4m3":{"dtype":"F8_E4M3","shape":[7],"data_offsets":[0,7]},"e5m2":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[7,11]}}""",
            0x00, 0x38, 0xC0, 0x7E, 0x01, 0x08, 0x7F, 0x3C, 0xC0, 0x7C, 0x01);
        var loaded = SafeTensors.Load(file.Path);
        // 0, 1, -2, the largest 448, the smallest 2^-9, the smallest normal 2^-6, NaN
        Assert.Equal([0, 1, -2, 448, 1 / 512f, 1 / 64f, float.NaN], loaded["e4m3"].data<float>().ToArray());
        Assert.Equal([1, -2, float.PositiveInfinity, 1 / 65536f], loaded["e5m2"].data<float>().ToArray());
    }

    [Fact]
    public void OpenFile_GivesOneArrayAtATime()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile("""{"b":{"dtype":"U64","shape":[1],"data_offsets":[2,10]},"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}   """, 7, 255, 1, 2, 3, 4, 5, 6, 7, 255);
        using var open = SafeTensors.Open(file.Path);
        Assert.Equal(new SafeTensorsEntry("a", "I8", [2L], open.Entries["a"].Offset, 2), open.Entries["a"]);
        Assert.Equal([7, -1], open.Read("a").data<sbyte>().ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 255], open.ReadBytes("b"));
        Assert.Contains("above 9223372036854775807", Assert.Throws<WeightsFormatException>(() => open.Read("b")).Message, StringComparison.Ordinal);
        Assert.Contains("no array 'c'", Assert.Throws<KeyNotFoundException>(() => open.Read("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ArrayLongerThanASlice_ComesBackWhole()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var saved = (arange((1 << 24) + 5) % 251).to_type(ScalarType.Byte);
        SafeTensors.Save(file.Path, new Dictionary<string, Tensor> { ["long"] = saved });
        Assert.True(saved.equal(SafeTensors.Load(file.Path)["long"]).all().item<bool>());
    }

    [Fact]
    public void Load_LeavesOnlyItsResults()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile("""{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"BOOL","shape":[],"data_offsets":[2,3]}}""", 1, 2, 1);
        SafeTensors.Load(file.Path);
        Assert.Equal(2, scope.DisposablesCount);
        using var bad = new TemporaryFile("""{"a":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"BOOL","shape":[],"data_offsets":[2,3]}}""", 1, 2, 2);
        Assert.Contains("other than 0 and 1", Assert.Throws<WeightsFormatException>(() => SafeTensors.Load(bad.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(2, scope.DisposablesCount);
    }

    [Fact]
    public void FailedSave_LeavesTheOldFileAndNothingElse()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile([1, 2, 3]);
        var complex = new Dictionary<string, Tensor> { ["c"] = zeros([2], ScalarType.ComplexFloat32) };
        Assert.Contains("view_as_real", Assert.Throws<ArgumentException>(() => SafeTensors.Save(file.Path, complex)).Message, StringComparison.Ordinal);
        var sparse = new Dictionary<string, Tensor> { ["a"] = ones(2), ["s"] = ones(2, 2).to_sparse() };
        Assert.ThrowsAny<Exception>(() => SafeTensors.Save(file.Path, sparse));
        Assert.Throws<ArgumentException>(() => SafeTensors.Save(file.Path, new Dictionary<string, Tensor> { ["__metadata__"] = ones(1) }));
        Assert.Throws<ArgumentException>(() => SafeTensors.Save(file.Path, [KeyValuePair.Create("a", ones(1)), KeyValuePair.Create("a", ones(1))]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(file.Path));
        Assert.Equal(["weights.safetensors"], file.Neighbours);
    }
}
