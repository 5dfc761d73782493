namespace Medulla.Bundles.Expressions.Library;

/// <summary>Short ways to write down functions of the table, and to read their arguments.</summary>
internal static class Native
{
    public static NativeFunction Function(string name, string parameters, Func<object?[], object?> body) => new(name, parameters, body);

    /// <summary>The argument, or another value where none was given.</summary>
    public static object? Or(this object? argument, object? otherwise) => ReferenceEquals(argument, NativeFunction.Absent) ? otherwise : argument;

    public static bool IsGiven(this object? argument) => !ReferenceEquals(argument, NativeFunction.Absent);

    public static string Text(this object? argument) => argument switch
    {
        string text => text,
        PathValue path => path.Text,
        _ => throw new ArgumentException($"text is expected, not {Expressions.Text.Kind(argument)}."),
    };

    public static double Number(this object? argument)
        => Equality.Number(argument) ?? (argument is MetaTensor or TorchSharp.torch.Tensor ? Equality.Number(Tensors.Item(argument)) : null)
            ?? throw new ArgumentException($"a number is expected, not {Expressions.Text.Kind(argument)}.");
}
