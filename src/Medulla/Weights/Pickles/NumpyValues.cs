using System.Buffers.Binary;
using System.Numerics;

namespace Medulla.Weights.Pickles;

/// <summary>NumPy's functions that make arrays and scalars.</summary>
internal static class NumpyValues
{
    /// <summary><c>_reconstruct(ndarray, (0,), b"b")</c>: an empty array, which its state fills later.</summary>
    public static PickledTensor Begin(PickleMachine machine, object?[] arguments)
        => arguments is [PickledName { Name: "numpy.ndarray" }, object?[], _]
            ? TensorBuilding.Array(machine, ElementType.Named("int8"), [], [0L], columnMajor: false)
            : throw machine.Bad("reconstructs an array that is no numpy.ndarray");

    /// <summary>Fills an array from its state (version, shape, dtype, whether column-major, bytes).</summary>
    public static void Fill(PickleMachine machine, PickledTensor array, object? state)
    {
        if (state is not object?[] { Length: 5 } and not object?[] { Length: 4 })
        {
            return;   // the state of a parameter: attributes beside its values
        }
        if (((object?[])state)[^4..] is not [object?[] shape, NumpyType type, bool columnMajor, { } bytes])
        {
            throw machine.Bad("gives an array another state than a shape, dtype, order and bytes");
        }
        array.Become(TensorBuilding.Array(machine, type.Element(machine), type.LittleEndian(machine, Bytes(machine, bytes)), shape, columnMajor));
    }

    /// <summary><c>_frombuffer(bytes, dtype, shape, order)</c>.</summary>
    public static PickledTensor FromBuffer(PickleMachine machine, object?[] arguments)
        => arguments is [{ } bytes, NumpyType type, object?[] shape, string order]
            ? TensorBuilding.Array(machine, type.Element(machine), type.LittleEndian(machine, Bytes(machine, bytes)), shape, order == "F")
            : throw machine.Bad("makes an array from other things than bytes, dtype, shape and order");

    /// <summary><c>scalar(dtype, bytes)</c> as a plain number.</summary>
    public static object Scalar(PickleMachine machine, object?[] arguments)
    {
        if (arguments is not [NumpyType type, { } given])
        {
            throw machine.Bad("makes a NumPy scalar from other things than a dtype and bytes");
        }
        var (element, bytes) = (type.Element(machine), type.LittleEndian(machine, Bytes(machine, given)));
        if (bytes.Length != element.Size)
        {
            throw machine.Bad($"has a NumPy scalar of {element.Name} in {bytes.Length} bytes");
        }
        return element.Name switch
        {
            "float64" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "float32" => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "float16" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            "complex64" => new Complex(BinaryPrimitives.ReadSingleLittleEndian(bytes), BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4))),
            "complex128" => new Complex(BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(8))),
            "bool" => bytes[0] != 0,
            "uint64" when bytes[7] >= 0x80 => (BigInteger)BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => (long)new BigInteger(bytes, isUnsigned: element.Name[0] == 'u'),
        };
    }

    /// <summary><c>dtype("f8", align, copy)</c>.</summary>
    public static NumpyType Type(PickleMachine machine, object?[] arguments)
        => arguments is [string code, ..] ? new(code.TrimStart('<', '|', '=')) : throw machine.Bad("makes a NumPy type from something else than its code");

    private static byte[] Bytes(PickleMachine machine, object value)
        => value as byte[] ?? (value is string { Length: 0 } ? [] : throw machine.Bad($"has {PickleMachine.Describe(value)} where the bytes of an array belong; arrays of objects are not read"));
}
