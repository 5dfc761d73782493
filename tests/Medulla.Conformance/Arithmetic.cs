using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Conformance;

/// <summary>Operators between numbers and tensors, with Python's rules for whole numbers.</summary>
internal static class Arithmetic
{
    public static object Apply(string operation, object left, object right) => (left, right) switch
    {
        (Tensor a, Tensor b) => OfTensors(operation, a, b),
        (Tensor a, _) => OfTensors(operation, a, Literal(right)),
        (_, Tensor b) => OfTensors(operation, Literal(left), b),
        (long a, long b) when operation is "+" or "-" or "*" => operation switch { "+" => a + b, "-" => a - b, _ => a * b },
        _ => OfNumbers(operation, Convert.ToDouble(left), Convert.ToDouble(right)),
    };

    // Tensors without axes leave the element type to the other operand, as plain numbers do.
    private static Tensor Literal(object value) => value is long whole ? tensor(whole) : tensor(Convert.ToDouble(value), ScalarType.Float32);

    private static Tensor OfTensors(string operation, Tensor a, Tensor b) => operation switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "**" => a.pow(b),
        "==" => a.eq(b),
        "!=" => a.ne(b),
        "<" => a.lt(b),
        "<=" => a.le(b),
        ">" => a.gt(b),
        _ => a.ge(b),
    };

    private static object OfNumbers(string operation, double x, double y) => operation switch
    {
        "+" => x + y,
        "-" => x - y,
        "*" => x * y,
        "/" => x / y,
        "**" => Math.Pow(x, y),
        "==" => x == y,
        "!=" => x != y,
        "<" => x < y,
        "<=" => x <= y,
        ">" => x > y,
        _ => (object)(x >= y),
    };
}
