using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>An element type of the format and the tensor type that holds all its values.</summary>
/// <param name="Name">The format's name.</param>
/// <param name="Size">Bytes an element.</param>
/// <param name="Tensor">The tensor type that it is read as: the next wider one where libtorch has no arithmetic for it.</param>
/// <param name="IsWidened">Whether the stored bytes are not those of the tensor.</param>
internal sealed record SafeTensorsType(string Name, int Size, ScalarType Tensor, bool IsWidened = false)
{
    /// <summary>In the order in which the format's own library lays arrays out in a file, last to first.</summary>
    public static readonly SafeTensorsType[] All =
    [
        new("BOOL", 1, ScalarType.Bool), new("U8", 1, ScalarType.Byte), new("I8", 1, ScalarType.Int8),
        new("F8_E5M2", 1, ScalarType.Float32, true), new("F8_E4M3", 1, ScalarType.Float32, true),
        new("I16", 2, ScalarType.Int16), new("U16", 2, ScalarType.Int32, true), new("F16", 2, ScalarType.Float16), new("BF16", 2, ScalarType.BFloat16),
        new("I32", 4, ScalarType.Int32), new("U32", 4, ScalarType.Int64, true), new("F32", 4, ScalarType.Float32),
        new("F64", 8, ScalarType.Float64), new("I64", 8, ScalarType.Int64), new("U64", 8, ScalarType.Int64, true),
    ];

    private static readonly Dictionary<string, SafeTensorsType> ByName = All.ToDictionary(type => type.Name);

    public static SafeTensorsType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The type that tensors of <paramref name="dtype"/> are written as; null if the format has none.</summary>
    public static SafeTensorsType? For(ScalarType dtype) => All.FirstOrDefault(type => type.Tensor == dtype && !type.IsWidened);

    /// <summary>The value of an 8-bit float of 4 exponent and 3 mantissa bits; it has no infinities, and NaN where all bits are set.</summary>
    public static float FromE4M3(byte bits)
    {
        var (exponent, mantissa) = ((bits >> 3) & 15, bits & 7);
        var magnitude = (bits & 0x7f) == 0x7f ? float.NaN
            : exponent == 0 ? MathF.ScaleB(mantissa, -9)
            : MathF.ScaleB(8 + mantissa, exponent - 10);
        return bits < 0x80 ? magnitude : -magnitude;
    }

    /// <summary>The value of an 8-bit float of 5 exponent and 2 mantissa bits: the upper half of a 16-bit float.</summary>
    public static float FromE5M2(byte bits) => (float)BitConverter.UInt16BitsToHalf((ushort)(bits << 8));
}
