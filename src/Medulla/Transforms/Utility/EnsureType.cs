using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Which kind of array configurations ask <see cref="EnsureType"/> for; here all are tensors.</summary>
public enum ArrayKind
{
    /// <summary>A tensor.</summary>
    Tensor,

    /// <summary>A NumPy array, in the reference.</summary>
    Numpy,
}

/// <summary>Makes images of arrays and numbers, in nested lists and dictionaries too, of a given element type and on a given device. Text stays as it is.</summary>
/// <param name="DataType">Whether the result carries geometry (<see cref="ArrayKind.Tensor"/>) or is a bare tensor.</param>
/// <param name="Dtype">Element type; the item's own if null, int64 for whole and float32 for other numbers.</param>
/// <param name="Device">Where the result is to live; where it lives already if null.</param>
/// <param name="WrapSequence">Whether a list of numbers or arrays becomes one array; otherwise each element becomes one.</param>
/// <param name="TrackMeta">Whether a tensor becomes an image.</param>
public sealed record EnsureType(
    ArrayKind DataType = ArrayKind.Tensor, ScalarType? Dtype = null, Device? Device = null, bool WrapSequence = true, bool TrackMeta = true) : ITransform
{
    /// <summary>The item as an array.</summary>
    public object? Apply(object? data) => data switch
    {
        MetaTensor image => DataType == ArrayKind.Tensor && TrackMeta ? image.WithData(Convert(image.Data)) : Convert(image.Data),
        Tensor tensor => Wrap(Convert(tensor)),
        bool value => Wrap(Convert(tensor(value))),
        int or long => Wrap(Convert(tensor(System.Convert.ToInt64(data)))),
        float or double => Wrap(Convert(tensor(System.Convert.ToDouble(data), DataType == ArrayKind.Numpy ? ScalarType.Float64 : ScalarType.Float32))),
        string or null => data,
        Sample sample => new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, Inner(pair.Value)))),
        IDictionary map => map.Keys.Cast<object>().ToDictionary(key => key, key => Inner(map[key])),
        IEnumerable list when WrapSequence => Wrap(Convert(Stack(list))),
        IEnumerable list => list.Cast<object?>().Select(Inner).ToList(),
        _ => data,
    };

    object? ITransform.Run(object? item, Call call) => Apply(item);

    /// <summary>Elements of lists and dictionaries are never joined to one array.</summary>
    private object? Inner(object? value) => (this with { WrapSequence = false }).Apply(value);

    private Tensor Stack(IEnumerable list)
        => stack(list.Cast<object?>().Select(one => (this with { TrackMeta = false }).Apply(one) as Tensor
            ?? throw new ArgumentException($"a list with {Sample.Describe(one)} cannot become one array; set WrapSequence to false to keep it a list.")));

    private Tensor Convert(Tensor tensor) => tensor.to(Dtype ?? tensor.dtype, Device ?? tensor.device, copy: false).alias();

    private object Wrap(Tensor tensor) => DataType == ArrayKind.Tensor && TrackMeta ? new MetaTensor(tensor) : tensor;
}
