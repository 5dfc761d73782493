using System.Numerics;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class PyTorchSaveTests
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
    [InlineData(ScalarType.ComplexFloat32)]
    [InlineData(ScalarType.ComplexFloat64)]
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
        PyTorchFile.Save(file.Path, saved);
        var loaded = PyTorchFile.LoadWeights(file.Path);
        Assert.Equal(saved.Keys, loaded.Keys);
        Assert.All(saved, pair => PyTorchSample.AssertEqual(pair.Value, loaded[pair.Key], pair.Key));
        Assert.Equal(["weights.safetensors"], file.Neighbours);
    }

    [Fact]
    public void Trees_ComeBackAsTheyWere()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var tree = new OrderedDictionary<object, object?>
        {
            ["none"] = null,
            ["flags"] = new List<object?> { true, false },
            ["numbers"] = new object?[] { 0L, -1L, (long)int.MaxValue, (long)int.MinValue - 1, long.MinValue, BigInteger.Pow(2, 100), 0.1, double.NaN },
            [7L] = new OrderedDictionary<object, object?> { [-3L] = "ünï", ["empty"] = new List<object?>() },
            ["bytes"] = new byte[] { 0, 200, 255 },
            ["complex"] = new Complex(1, -2),
            ["set"] = new HashSet<object> { "a", 5L },
            ["dtype"] = new PickledName("torch.bfloat16"),
        };
        PyTorchFile.Save(file.Path, tree);
        Assert.Equal(Show(tree), Show(PyTorchFile.Load(file.Path)));
    }

    [Fact]
    public void TensorsOfTheSameMemory_AreWrittenOnce_AndShareItAgain()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        using var large = ones(1000);
        PyTorchFile.Save(file.Path, new Dictionary<string, Tensor> { ["encoder"] = large, ["decoder"] = large.alias(), ["part"] = large.narrow(0, 0, 10) });
        Assert.InRange(new FileInfo(file.Path).Length, 4000, 7000);
        var loaded = PyTorchFile.LoadWeights(file.Path);
        loaded["encoder"].fill_(5);
        Assert.Equal(5, loaded["decoder"].mean().item<float>());
        Assert.Equal(1, loaded["part"].mean().item<float>());
    }

    [Fact]
    public void EveryStorage_IsAligned_AndTheFileIsTheSameEachTime()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var saved = new Dictionary<string, Tensor> { ["a"] = full(3, 1.5f), ["b"] = full(5, 2.5f) };
        PyTorchFile.Save(file.Path, saved);
        var first = File.ReadAllBytes(file.Path);
        PyTorchFile.Save(file.Path, saved);
        Assert.Equal(first, File.ReadAllBytes(file.Path));
        Assert.Equal(0, first.AsSpan().IndexOf(PickleBytes.Floats(1.5f, 1.5f, 1.5f)) % 64);
        Assert.Equal(0, first.AsSpan().IndexOf(PickleBytes.Floats(2.5f, 2.5f, 2.5f, 2.5f, 2.5f)) % 64);
    }

    [Fact]
    public void WhatPyTorchWouldNotRead_IsRejected_AndLeavesNoFile()
    {
        using var file = new TemporaryFile();
        var itself = new List<object?>();
        itself.Add(itself);
        Assert.Contains("contain themselves", Assert.Throws<ArgumentException>(() => PyTorchFile.Save(file.Path, itself)).Message, StringComparison.Ordinal);
        Assert.Contains("a Version cannot be written", Assert.Throws<ArgumentException>(() => PyTorchFile.Save(file.Path, new List<object?> { new Version() })).Message, StringComparison.Ordinal);
        Assert.Empty(file.Neighbours);
    }

    [Fact]
    public void ReadCheckpoints_CanBeWrittenAgain()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        var original = PyTorchSample.File("checkpoint_with_optimizer.pt");
        PyTorchFile.Save(file.Path, PyTorchFile.Load(original));
        using var before = PyTorchFile.Open(original);
        using var after = PyTorchFile.Open(file.Path);
        Assert.Equal(before.Tensors.Keys, after.Tensors.Keys);
        Assert.All(before.Tensors, pair => PyTorchSample.AssertEqual(before.Read(pair.Value), after.Read(after.Tensors[pair.Key]), pair.Key));
    }

    private static string Show(object? value) => value switch
    {
        null => "None",
        OrderedDictionary<object, object?> dictionary => $"{{{string.Join(", ", dictionary.Select(pair => $"{Show(pair.Key)}: {Show(pair.Value)}"))}}}",
        byte[] bytes => Convert.ToHexString(bytes),
        IEnumerable<object?> items => $"{value.GetType().Name}({string.Join(", ", items.Select(Show))})",
        _ => $"{value.GetType().Name} {value}",
    };
}
