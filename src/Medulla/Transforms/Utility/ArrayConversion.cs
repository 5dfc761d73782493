using System.Collections;
using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>
/// Conversions between images, tensors, numbers and lists of these, in nested lists and dictionaries too. What the reference tells apart as
/// NumPy arrays and tensors are tensors here.
/// </summary>
public static class ArrayConversion
{
    /// <summary>Tensors of arrays and numbers; text stays as it is.</summary>
    /// <param name="data">What to convert.</param>
    /// <param name="dtype">Element type; the data's own if null.</param>
    /// <param name="device">Where the result is to live; where it lives already if null.</param>
    /// <param name="wrapSequence">Whether a list becomes one tensor.</param>
    /// <param name="trackMeta">Whether the results carry geometry.</param>
    /// <param name="safe">Whether values beyond the range of the type are cut to it.</param>
    public static object? ConvertToTensor(
        object? data, ScalarType? dtype = null, Device? device = null, bool wrapSequence = false, bool trackMeta = false, bool safe = false)
        => new EnsureType(ArrayKind.Tensor, dtype, device, wrapSequence, trackMeta).Apply(safe ? SafeDtypeRange(data, dtype) : data);

    /// <summary>Plain arrays of arrays and numbers: tensors on the CPU, cut off from gradients; numbers become float64 or int64.</summary>
    /// <inheritdoc cref="ConvertToTensor"/>
    public static object? ConvertToNumpy(object? data, ScalarType? dtype = null, bool wrapSequence = false, bool safe = false)
        => new ToNumpy(dtype, wrapSequence).Apply(safe ? SafeDtypeRange(data, dtype) : data);

    /// <summary>Data as a given kind of array.</summary>
    /// <param name="data">What to convert.</param>
    /// <param name="outputType"><see cref="MetaTensor"/> or <see cref="Tensor"/>; as <paramref name="data"/> is if null.</param>
    /// <param name="device">Where the result is to live; where it lives already if null.</param>
    /// <param name="dtype">Element type; the data's own if null.</param>
    /// <param name="wrapSequence">Whether a list becomes one tensor.</param>
    /// <param name="safe">Whether values beyond the range of the type are cut to it.</param>
    /// <returns>The array; what the data was; where it was, null for the CPU.</returns>
    /// <exception cref="ArgumentException"><paramref name="outputType"/> is no kind of array.</exception>
    public static (object? Data, Type Type, Device? Device) ConvertDataType(
        object? data, Type? outputType = null, Device? device = null, ScalarType? dtype = null, bool wrapSequence = false, bool safe = false)
    {
        var type = data is null ? typeof(object) : data.GetType();
        var output = outputType ?? type;
        if (output != typeof(Tensor) && output != typeof(MetaTensor))
        {
            throw new ArgumentException($"ConvertDataType: {output.Name} is no kind of array; MetaTensor or Tensor is expected.");
        }
        var converted = ConvertToTensor(data, dtype, device, wrapSequence, trackMeta: output == typeof(MetaTensor), safe);
        var from = (data as Tensor ?? (data as MetaTensor)?.Data)?.device;
        return (converted, type, from is null || from.type == DeviceType.CPU ? null : from);
    }

    /// <summary>Data as another array is: its kind, element type and device and, of an image, its place.</summary>
    /// <param name="src">What to convert; an image keeps its own place.</param>
    /// <param name="dst">The array to go by.</param>
    /// <param name="dtype">Element type; that of <paramref name="dst"/> if null.</param>
    /// <param name="wrapSequence">Whether a list becomes one tensor.</param>
    /// <param name="device">Where the result is to live; where <paramref name="dst"/> does if null.</param>
    /// <param name="safe">Whether values beyond the range of the type are cut to it.</param>
    /// <returns>As of <see cref="ConvertDataType"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="dst"/> is no array.</exception>
    public static (object? Data, Type Type, Device? Device) ConvertToDstType(
        object? src, object dst, ScalarType? dtype = null, bool wrapSequence = false, Device? device = null, bool safe = false)
    {
        var like = dst as Tensor ?? (dst as MetaTensor)?.Data
            ?? throw new ArgumentException($"ConvertToDstType: the array to go by is {Sample.Describe(dst)}; an image or a tensor is expected.");
        var (converted, type, from) = ConvertDataType(src, dst is MetaTensor ? typeof(MetaTensor) : typeof(Tensor), device ?? like.device, dtype ?? like.dtype, wrapSequence, safe);
        return (dst is MetaTensor place && src is not MetaTensor && converted is MetaTensor image ? place.WithData(image.Data) : converted, type, from);
    }

    /// <summary>Values, those beyond the range of an element type cut to it; they keep their own type.</summary>
    /// <param name="data">Arrays, numbers, lists or dictionaries of these.</param>
    /// <param name="dtype">The element type; the data's own if null.</param>
    public static object? SafeDtypeRange(object? data, ScalarType? dtype = null) => data switch
    {
        MetaTensor image => image.WithData(ElementRange.Of(dtype ?? image.Data.dtype).Clamp(image.Data)),
        Tensor tensor => ElementRange.Of(dtype ?? tensor.dtype).Clamp(tensor),
        int or long when dtype is { } type => (long)ElementRange.Of(type).Clamp(Convert.ToDouble(data)),
        float or double when dtype is { } type => ElementRange.Of(type).Clamp(Convert.ToDouble(data)),
        _ => Each(data, one => SafeDtypeRange(one, dtype)),
    };

    /// <summary>Arrays whose elements lie in memory in the order of their indices, in nested lists and dictionaries too.</summary>
    /// <param name="data">Arrays, or lists and dictionaries of these; anything else stays as it is.</param>
    public static object? ConvertToContiguous(object? data) => data switch
    {
        MetaTensor image => image.WithData(image.Data.contiguous()),
        Tensor tensor => tensor.contiguous(),
        _ => Each(data, ConvertToContiguous),
    };

    /// <summary>Applies a function to what lists and dictionaries hold.</summary>
    private static object? Each(object? data, Func<object?, object?> work) => data switch
    {
        string => data,
        Sample sample => new Sample(sample.Select(pair => KeyValuePair.Create(pair.Key, work(pair.Value)))),
        IDictionary<string, object?> map => map.ToDictionary(pair => pair.Key, pair => work(pair.Value)),
        IDictionary map => map.Keys.Cast<object>().ToDictionary(key => key, key => work(map[key])),
        IEnumerable list => list.Cast<object?>().Select(work).ToList(),
        _ => data,
    };
}
