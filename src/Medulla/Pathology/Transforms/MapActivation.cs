using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>What turns a network's scores into a mask or into classes.</summary>
public sealed record MapActivation
{
    private readonly Func<Tensor, Tensor> function;
    private readonly bool isOfClasses;

    private MapActivation(string name, Func<Tensor, Tensor> function, bool isOfClasses) => (Name, this.function, this.isOfClasses) = (name, function, isOfClasses);

    /// <summary>How it is called.</summary>
    public string Name { get; }

    /// <summary>"softmax": the channel of the highest score is taken. "sigmoid": scores become probabilities.</summary>
    /// <exception cref="ArgumentException">It is another name.</exception>
    public static implicit operator MapActivation(string name) => name.ToLowerInvariant() switch
    {
        "softmax" => new(name, scores => scores.softmax(0), isOfClasses: true),
        "sigmoid" => new(name, scores => scores.sigmoid(), isOfClasses: false),
        _ => throw new ArgumentException($"the activation is '{name}'; softmax, sigmoid or a function is expected."),
    };

    /// <summary>A function of the scores [C, spatial...].</summary>
    public static implicit operator MapActivation(Func<Tensor, Tensor> function) => new("function", function, isOfClasses: false);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Scores [C, spatial...] as float32: numbers of channels [1, spatial...] with softmax and no threshold, else 0 and 1.</summary>
    /// <param name="scores">[C, spatial...].</param>
    /// <param name="threshold">The least that becomes 1; 0.5 if null, but none with softmax.</param>
    internal Tensor Discrete(Tensor scores, double? threshold) => Runtime.TensorMemory.Scoped(() =>
    {
        var values = function(scores.to_type(ScalarType.Float32)).to_type(scores.dtype);
        values = isOfClasses ? values.argmax(0, keepdim: true) : values;
        threshold ??= isOfClasses ? null : 0.5;
        return (threshold is { } least ? values.ge(least) : values).to_type(ScalarType.Float32).alias();
    });
}
