using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Text;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Weights.Pickles;

/// <summary>Writes a tree as a pickle of protocol 2, as <c>torch.save</c> does, and lists the tensors that go beside it.</summary>
internal sealed class PickleWriter
{
    private const int MaxDepth = 500;
    private readonly ArrayBufferWriter<byte> output = new();
    private readonly Dictionary<string, int> globals = [];
    private readonly Dictionary<(nint, ScalarType, DeviceType, string), int> keys = [];
    private readonly List<(Tensor Tensor, ElementType Type)> storages = [];

    private PickleWriter()
    {
    }

    /// <returns>The pickle, and the tensors whose row-major elements are the storages 0, 1, ...</returns>
    /// <exception cref="ArgumentException">A value is of a type that PyTorch would not read, or contains itself.</exception>
    public static (byte[] Pickle, IReadOnlyList<(Tensor Tensor, ElementType Type)> Storages) Write(object? root)
    {
        var writer = new PickleWriter();
        writer.Bytes(0x80, 2);
        writer.Value(root, 0);
        writer.Bytes('.');
        return (writer.output.WrittenSpan.ToArray(), writer.storages);
    }

    private void Value(object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"PyTorchFile: containers are nested more than {MaxDepth} deep, or contain themselves.");
        }
        switch (value)
        {
            case null:
                Bytes('N');
                break;
            case bool flag:
                Bytes(flag ? 0x88 : 0x89);
                break;
            case long or int or short or sbyte or byte or ushort or uint or ulong or BigInteger:
                Number(value is BigInteger big ? big : value is ulong unsigned ? unsigned : Convert.ToInt64(value));
                break;
            case double or float:
                Bytes('G');
                BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(8), Convert.ToDouble(value));
                output.Advance(8);
                break;
            case string text:
                Text(text);
                break;
            case byte[] bytes:
                Call("_codecs", "encode", () => Tuple(new[] { Encoding.Latin1.GetString(bytes), "latin1" }, depth));
                break;
            case Complex complex:
                Call("__builtin__", "complex", () => Tuple(new[] { complex.Real, complex.Imaginary }, depth));
                break;
            case Tensor tensor:
                TensorValue(tensor);
                break;
            case ScalarType dtype:
                Global("torch", (ElementType.For(dtype) ?? throw Unfit($"the dtype {dtype}")).Name);
                break;
            case PickledName { Name: var name } when ElementType.All.Any(type => name == "torch." + type.Name):
                Global("torch", name["torch.".Length..]);
                break;
            default:
                Container(value, depth + 1);
                break;
        }
    }

    private void Container(object value, int depth)
    {
        switch (value)
        {
            case IDictionary dictionary:
                Bytes('}', '(');
                foreach (DictionaryEntry entry in dictionary)
                {
                    Value(entry.Key, depth);
                    Value(entry.Value, depth);
                }
                Bytes('u');
                break;
            case IReadOnlyDictionary<string, Tensor> weights:
                Container(weights.ToDictionary(), depth);
                break;
            case Array { Rank: 1 } array:
                Tuple(array, depth);
                break;
            case IList list:
                Bytes(']', '(');
                Values(list, depth);
                Bytes('e');
                break;
            case HashSet<object> set:
                Call("__builtin__", "set", () => Tuple(new[] { set.ToList() }, depth));
                break;
            default:
                throw Unfit(value is PickledObject unknown ? $"an object of the class {unknown.ClassName}" : $"a {value.GetType().Name}");
        }
    }

    private void TensorValue(Tensor tensor)
    {
        var type = ElementType.For(tensor.dtype) ?? throw Unfit($"a tensor of {tensor.dtype}");
        var (shape, count) = (tensor.shape, tensor.numel());
        var place = (tensor.Address(), tensor.dtype, tensor.device_type, $"{string.Join(',', shape)}:{string.Join(',', tensor.stride())}");
        if (count == 0 || !keys.TryGetValue(place, out var key))
        {
            key = storages.Count;
            storages.Add((tensor, type));
            keys[place] = key;
        }
        var strides = new long[shape.Length];
        for (var (axis, step) = (shape.Length - 1, 1L); axis >= 0; step *= Math.Max(shape[axis--], 1))
        {
            strides[axis] = step;
        }
        Call("torch._utils", "_rebuild_tensor_v2", () =>
        {
            Bytes('(', '(');
            Text("storage");
            Global("torch", type.Storage!);
            Text($"{key}");
            Text("cpu");
            Number(count);
            Bytes('t', 'Q');
            Number(0);
            Tuple(shape, 0);
            Tuple(strides, 0);
            Bytes(0x89);
            Call("collections", "OrderedDict", () => Bytes(')'));
            Bytes('t');
        });
    }

    private void Tuple(IEnumerable items, int depth)
    {
        Bytes('(');
        Values(items, depth);
        Bytes('t');
    }

    private void Values(IEnumerable items, int depth)
    {
        foreach (var item in items)
        {
            Value(item, depth);
        }
    }

    private void Call(string module, string name, Action arguments)
    {
        Global(module, name);
        arguments();
        Bytes('R');
    }

    private void Global(string module, string name)
    {
        var full = $"c{module}\n{name}\n";
        if (globals.TryGetValue(full, out var note))
        {
            Bytes('h', note);
            return;
        }
        output.Write(Encoding.ASCII.GetBytes(full));
        globals.Add(full, globals.Count);
        Bytes('q', globals.Count - 1);   // there are far fewer than 256 names
    }

    private void Number(BigInteger number)
    {
        if (number >= int.MinValue && number <= int.MaxValue)
        {
            Bytes('J');
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), (int)number);
            output.Advance(4);
            return;
        }
        var bytes = number.ToByteArray();
        Bytes(0x8a, bytes.Length < 256 ? bytes.Length : throw Unfit($"an integer of {bytes.Length} bytes"));
        output.Write(bytes);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Bytes('X');
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(4), bytes.Length);
        output.Advance(4);
        output.Write(bytes);
    }

    private void Bytes(params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            output.GetSpan(1)[0] = (byte)value;
            output.Advance(1);
        }
    }

    private static ArgumentException Unfit(string what) => new($"PyTorchFile: {what} cannot be written; PyTorch reads tensors, numbers, strings, and dictionaries, lists, tuples and sets of them without running code.");
}
