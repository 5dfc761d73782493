namespace Medulla.Weights.Pickles;

/// <summary>An element type of NumPy, such as <c>f8</c>.</summary>
/// <param name="Code">Kind and bytes an element.</param>
internal sealed record NumpyType(string Code) : PickledName($"numpy.{Code}")
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["f8"] = "float64", ["f4"] = "float32", ["f2"] = "float16", ["i8"] = "int64", ["i4"] = "int32", ["i2"] = "int16", ["i1"] = "int8",
        ["u8"] = "uint64", ["u4"] = "uint32", ["u2"] = "uint16", ["u1"] = "uint8", ["b1"] = "bool", ["c8"] = "complex64", ["c16"] = "complex128",
    };

    /// <summary>Whether numbers are stored high byte first.</summary>
    public bool IsBigEndian { get; private set; }

    /// <exception cref="WeightsFormatException">The type is none of numbers.</exception>
    public ElementType Element(PickleMachine machine) => Known.TryGetValue(Code, out var name) ? ElementType.Named(name)
        : throw machine.Bad($"has a NumPy array of type '{Code}'; only numbers and booleans are read");

    /// <summary>Takes the state (version, byte order, ...).</summary>
    public void SetState(PickleMachine machine, object? state)
        => IsBigEndian = state is object?[] and [_, string order, ..] ? order == ">" : throw machine.Bad("gives a NumPy type a state that it does not have");

    /// <summary>The bytes with the low byte of each number first.</summary>
    public byte[] LittleEndian(PickleMachine machine, byte[] bytes)
    {
        if (!IsBigEndian)
        {
            return bytes;
        }
        machine.Spend(bytes.Length);
        var result = (byte[])bytes.Clone();
        ByteOrder.Reverse(result, Element(machine).Word);
        return result;
    }
}
