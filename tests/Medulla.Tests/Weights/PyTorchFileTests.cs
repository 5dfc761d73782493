using System.IO.Compression;
using System.Numerics;
using System.Text.Json;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Weights;

public class PyTorchFileTests
{
    [Theory]
    [InlineData("unet_state_dict.pt", PyTorchFormat.Zip)]
    [InlineData("checkpoint_with_optimizer.pt", PyTorchFormat.Zip)]
    [InlineData("legacy_format.pt", PyTorchFormat.Legacy)]
    [InlineData("shared_storage.pt", PyTorchFormat.Zip)]
    [InlineData("noncontiguous.pt", PyTorchFormat.Zip)]
    [InlineData("numpy_arrays.pt", PyTorchFormat.Zip)]
    [InlineData("tensors_all_dtypes.pt", PyTorchFormat.Zip)]
    public void EveryTensor_IsThatOfTheSafetensorsFile(string name, PyTorchFormat format)
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(PyTorchSample.File(name));
        var expected = PyTorchSample.Tensors(name);
        Assert.Equal(format, file.Format);
        Assert.Equal(expected.Keys.Select(key => key.Replace(".as_real", "")).Order(), file.Tensors.Keys.Order());
        foreach (var (key, tensor) in expected)
        {
            var (plain, asReal) = (key.Replace(".as_real", ""), key.EndsWith(".as_real", StringComparison.Ordinal));
            var described = file.Tensors[plain];
            var found = file.Read(described);
            Assert.Equal(found.shape, described.Shape);
            Assert.Equal(found.stride(), described.Strides);
            PyTorchSample.AssertEqual(tensor, asReal ? found.view_as_real() : found, key);
        }
    }

    [Fact]
    public void PlainValues_AreThoseOfPython()
    {
        using var scope = NewDisposeScope();
        var root = Assert.IsType<OrderedDictionary<object, object?>>(PyTorchFile.Load(PyTorchSample.File("checkpoint_with_optimizer.pt")));
        foreach (var expected in PyTorchSample.Values("checkpoint_with_optimizer.pt").EnumerateObject())
        {
            var found = expected.Name.Split('.').Aggregate((object?)root, (node, key) => ((OrderedDictionary<object, object?>)node!)[key]);
            AssertEqual(expected.Value, found);
        }
        var optimizer = (OrderedDictionary<object, object?>)root["optimizer"]!;
        var first = (OrderedDictionary<object, object?>)((OrderedDictionary<object, object?>)optimizer["state"]!)[0L]!;
        Assert.IsAssignableFrom<Tensor>(first["exp_avg"]);
    }

    [Fact]
    public void TensorsOfOneStorage_ShareTheirMemory()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(PyTorchSample.File("shared_storage.pt"));
        var shared = file.Tensors.Values.GroupBy(tensor => tensor.StorageKey).First(group => group.Count() > 1).ToArray();
        var start = shared.Min(tensor => tensor.Offset);
        var a = file.Read(shared.First(tensor => tensor.Offset == start));
        var before = shared.Select(file.Read).Select(tensor => tensor.clone()).ToArray();
        a.fill_(-77);
        Assert.Contains(shared.Skip(1), tensor => (file.Read(tensor) == -77).any().item<bool>());
        Assert.All(before, tensor => Assert.False((tensor == -77).any().item<bool>()));
    }

    [Fact]
    public void Weights_AreFound_WhereACheckpointKeepsThem()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(PyTorchSample.File("checkpoint_with_optimizer.pt"));
        var weights = file.Weights();
        Assert.NotEmpty(weights);
        Assert.All(weights.Keys, name => Assert.Contains(file.Tensors.Keys, path => path.EndsWith($".{name}", StringComparison.Ordinal)));
        var state = file.Weights("optimizer.state.0");
        Assert.Contains("exp_avg", state.Keys);
        var error = Assert.Throws<WeightsFormatException>(() => file.Weights("optimizer.stat"));
        Assert.Contains("there is no 'stat'; the keys there are state, param_groups", error.Cause, StringComparison.Ordinal);
        Assert.Contains("holds no tensors", Assert.Throws<WeightsFormatException>(() => file.Weights("epoch")).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("malicious_system.pt", "posix.system")]
    [InlineData("malicious_eval.pt", "__builtin__.eval")]
    public void FilesThatWouldRunCode_AreRefused_ByTheNameTheyAskFor(string name, string asked)
    {
        var error = Assert.Throws<WeightsFormatException>(() => PyTorchFile.Load(PyTorchSample.File(name)));
        Assert.Contains($"asks for {asked}, which is not among the names that build tensors", error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was run", error.Message, StringComparison.Ordinal);
        Assert.Matches(@"at byte \d+", error.Message);
    }

    [Theory]
    [InlineData("malicious_system.pt", "posix.system", "echo this file ran a command")]
    [InlineData("malicious_eval.pt", "__builtin__.eval", "print('this file ran code')")]
    public void UnknownObjects_AreInertData_WhereTheyAreKept(string name, string called, string argument)
    {
        using var scope = NewDisposeScope();
        var root = (OrderedDictionary<object, object?>)PyTorchFile.Load(PyTorchSample.File(name), keepUnknown: true)!;
        var kept = Assert.IsType<PickledObject>(root["payload"]);
        Assert.Equal(called, kept.ClassName);
        Assert.Equal([argument], kept.Arguments);
        Assert.IsAssignableFrom<Tensor>(root["weight"]);
    }

    [Fact]
    public void ModulesSavedWhole_GiveTheirWeights_WhereUnknownObjectsAreKept()
    {
        using var scope = NewDisposeScope();
        var weight = PickleBytes.Tensor(PickleBytes.Storage("0", 2), "K\0K\x02\x85K\x01\x85");
        var state = (string own, string modules) => $"}}({PickleBytes.Text("training")}\x88{PickleBytes.Text("_parameters")}}}({own}u{PickleBytes.Text("_buffers")}}}{PickleBytes.Text("_modules")}}}({modules}uu";
        var inner = $"cacme\nLinear\n)\x81{state($"{PickleBytes.Text("weight")}{weight}{PickleBytes.Text("bias")}N", "")}b";
        using var file = new TemporaryFile(PickleBytes.Zip($"cacme\nNet\n)\x81{state("", $"{PickleBytes.Text("fc")}{inner}")}b.", ("data/0", PickleBytes.Floats(1, 2))));
        Assert.Contains("asks for acme.Net", Assert.Throws<WeightsFormatException>(() => PyTorchFile.LoadWeights(file.Path)).Cause, StringComparison.Ordinal);
        var weights = WeightFile.Load(file.Path, keepUnknown: true);
        Assert.Equal(["fc.weight"], weights.Keys);
        Assert.Equal([1, 2], weights["fc.weight"].data<float>().ToArray());
    }

    [Fact]
    public void BigEndianStorages_AreTurnedRound()
    {
        using var scope = NewDisposeScope();
        var pickle = $"\x80\x02}}({PickleBytes.Text("w")}{PickleBytes.Tensor(PickleBytes.Storage("0", 2), "K\0K\x02\x85K\x01\x85")}u.";
        using var file = new TemporaryFile(PickleBytes.Zip(pickle, ("byteorder", PickleBytes.Of("big")), ("data/0", [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0])));
        Assert.Equal([1, -2], PyTorchFile.LoadWeights(file.Path)["w"].data<float>().ToArray());
    }

    [Fact]
    public void DeflatedEntries_AreRead()
    {
        using var scope = NewDisposeScope();
        var pickle = PickleBytes.Of($"\x80\x02}}({PickleBytes.Text("w")}{PickleBytes.Tensor(PickleBytes.Storage("0", 6), "K\x01K\x02K\x02\x86K\x02K\x01\x86")}u.");
        using var file = new TemporaryFile(PickleBytes.Zip(pickle, CompressionLevel.Optimal, ("data/0", PickleBytes.Floats(0, 1, 2, 3, 4, 5))));
        var found = PyTorchFile.LoadWeights(file.Path)["w"];
        Assert.Equal([2L, 2], found.shape);
        Assert.Equal([1, 2, 3, 4], found.data<float>().ToArray());
    }

    [Fact]
    public void TypesThatLibtorchCannotCompute_BecomeTheNextWider()
    {
        using var scope = NewDisposeScope();
        string Tensor(string key, int bytes, string dtype, int count) => PickleBytes.Text(key)
            + $"ctorch._utils\n_rebuild_tensor_v3\n({PickleBytes.Storage(key, bytes, "torch\nUntypedStorage")}K\0K{(char)count}\x85K\x01\x85\x89)ctorch\n{dtype}\ntR";
        using var file = new TemporaryFile(PickleBytes.Zip(
            $"\x80\x02}}({Tensor("a", 4, "uint16", 2)}{Tensor("b", 3, "float8_e4m3fn", 3)}{Tensor("c", 8, "uint64", 1)}u.",
            ("data/a", [1, 0, 255, 255]), ("data/b", [0x38, 0xc0, 0x7e]), ("data/c", [1, 0, 0, 0, 0, 0, 0, 0])));
        var loaded = PyTorchFile.LoadWeights(file.Path);
        Assert.Equal([1, 65535], loaded["a"].data<int>().ToArray());
        Assert.Equal([1, -2, 448], loaded["b"].data<float>().ToArray());
        Assert.Equal([1L], loaded["c"].data<long>().ToArray());
        File.WriteAllBytes(file.Path, PickleBytes.Zip($"\x80\x02}}({Tensor("c", 8, "uint64", 1)}u.", ("data/c", [0, 0, 0, 0, 0, 0, 0, 255])));
        Assert.Contains("uint64 above", Assert.Throws<WeightsFormatException>(() => PyTorchFile.LoadWeights(file.Path)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadWeights_GoesByContent_NotByName()
    {
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();   // called .safetensors
        using var network = nn.Linear(2, 3);
        PyTorchFile.Save(file.Path, new Dictionary<string, object?>
        {
            ["epoch"] = 3,
            ["model"] = new Dictionary<string, Tensor> { ["weight"] = full(3, 2, 4f), ["bias"] = arange(3).to_type(ScalarType.Float64) },
        });
        network.LoadWeights(file.Path);
        Assert.Equal([0, 1, 2], network.bias!.data<float>().ToArray());
        Assert.Equal(4, network.weight.mean().item<float>());
    }

    [Fact]
    public void Loading_LeavesNoTensorsBehind()
    {
        var growth = LiveTensors.Growth(() =>
        {
            using var scope = NewDisposeScope();
            PyTorchFile.LoadWeights(PyTorchSample.File("unet_state_dict.pt"));
            PyTorchFile.Load(PyTorchSample.File("checkpoint_with_optimizer.pt"));
            PyTorchFile.Load(PyTorchSample.File("numpy_arrays.pt"));
        });
        Assert.Equal(0, growth);
    }

    private static void AssertEqual(JsonElement expected, object? found)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.Null(found);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), found);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), found!.ToString());
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetDouble(), found is BigInteger big ? (double)big : Convert.ToDouble(found));
                Assert.Equal(!expected.GetRawText().AsSpan().ContainsAny('.', 'e'), found is long or BigInteger);
                break;
            case JsonValueKind.Array:
                var items = ((IEnumerable<object?>)found!).ToArray();
                Assert.Equal(expected.GetArrayLength(), items.Length);
                foreach (var (item, i) in expected.EnumerateArray().Select((item, i) => (item, i)))
                {
                    AssertEqual(item, items[i]);
                }
                break;
            default:
                var dictionary = (OrderedDictionary<object, object?>)found!;
                Assert.Equal(expected.EnumerateObject().Select(property => property.Name), dictionary.Keys.Select(key => key.ToString()));
                foreach (var property in expected.EnumerateObject())
                {
                    AssertEqual(property.Value, dictionary[property.Name]);
                }
                break;
        }
    }
}
