using System.Numerics;

namespace Medulla.Weights.Pickles;

/// <summary>Compares keys by value, with hashes that a file cannot make collide.</summary>
internal sealed class KeyComparer : IEqualityComparer<object>
{
    public static readonly KeyComparer Instance = new();

    public new bool Equals(object? x, object? y) => object.Equals(x, y);

    public int GetHashCode(object obj) => obj switch
    {
        long number => Mix(number),
        double number => Mix(BitConverter.DoubleToInt64Bits(number)),
        _ => obj.GetHashCode(),
    };

    /// <summary>Whether a value can be a key.</summary>
    public static bool Takes(object? value) => value is string or long or bool or double or BigInteger or object?[] or PickledName or PickledObject;

    private static int Mix(long number) => HashCode.Combine((int)number, (int)(number >> 32));
}
