using static TorchSharp.torch;

namespace Medulla.Weights.Pickles;

/// <summary>An element type of PyTorch and the tensor type that holds all its values.</summary>
/// <param name="Name">PyTorch's name, as in <c>torch.float32</c>.</param>
/// <param name="Storage">The class that its storages have in a file; null where it goes by bytes and a dtype.</param>
/// <param name="Size">Bytes an element.</param>
/// <param name="Tensor">The tensor type that it is read as: the next wider one where libtorch has no arithmetic for it.</param>
/// <param name="Word">Bytes of the numbers whose order a big-endian file reverses.</param>
/// <param name="Widened">The format's name in <see cref="SafeTensorsType"/> where the stored bytes are not those of the tensor.</param>
internal sealed record ElementType(string Name, string? Storage, int Size, ScalarType Tensor, int Word, string? Widened = null)
{
    public static readonly ElementType[] All =
    [
        new("float64", "DoubleStorage", 8, ScalarType.Float64, 8), new("float32", "FloatStorage", 4, ScalarType.Float32, 4),
        new("float16", "HalfStorage", 2, ScalarType.Float16, 2), new("bfloat16", "BFloat16Storage", 2, ScalarType.BFloat16, 2),
        new("int64", "LongStorage", 8, ScalarType.Int64, 8), new("int32", "IntStorage", 4, ScalarType.Int32, 4),
        new("int16", "ShortStorage", 2, ScalarType.Int16, 2), new("int8", "CharStorage", 1, ScalarType.Int8, 1),
        new("uint8", "ByteStorage", 1, ScalarType.Byte, 1), new("bool", "BoolStorage", 1, ScalarType.Bool, 1),
        new("complex64", "ComplexFloatStorage", 8, ScalarType.ComplexFloat32, 4), new("complex128", "ComplexDoubleStorage", 16, ScalarType.ComplexFloat64, 8),
        new("uint16", null, 2, ScalarType.Int32, 2, "U16"), new("uint32", null, 4, ScalarType.Int64, 4, "U32"), new("uint64", null, 8, ScalarType.Int64, 8, "U64"),
        new("float8_e4m3fn", null, 1, ScalarType.Float32, 1, "F8_E4M3"), new("float8_e5m2", null, 1, ScalarType.Float32, 1, "F8_E5M2"),
    ];

    /// <summary>The type whose tensors are of <paramref name="dtype"/>; null if there is none.</summary>
    public static ElementType? For(ScalarType dtype) => All.FirstOrDefault(type => type.Tensor == dtype && type.Widened is null);

    public static ElementType Named(string name) => All.First(type => type.Name == name);
}
