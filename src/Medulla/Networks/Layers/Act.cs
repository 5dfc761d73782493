using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Activation layers by name.</summary>
public static class Act
{
    private static readonly Dictionary<string, Func<LayerSpec, nn.Module<Tensor, Tensor>>> Known = new()
    {
        ["elu"] = spec => nn.ELU(spec.Only("alpha", "inplace").Number("alpha", 1)),
        ["relu"] = spec => Plain(spec, "inplace", nn.ReLU()),
        ["leakyrelu"] = spec => nn.LeakyReLU(spec.Only("negative_slope", "inplace").Number("negative_slope", 0.01)),
        ["prelu"] = spec => nn.PReLU(spec.Only("num_parameters", "init").Whole("num_parameters", 1), spec.Number("init", 0.25)),
        ["relu6"] = spec => Plain(spec, "inplace", nn.ReLU6()),
        ["selu"] = spec => Plain(spec, "inplace", nn.SELU()),
        ["celu"] = spec => nn.CELU(spec.Only("alpha", "inplace").Number("alpha", 1)),
        ["gelu"] = spec => Plain(spec, "approximate", nn.GELU()),
        ["sigmoid"] = spec => Plain(spec, "inplace", nn.Sigmoid()),
        ["tanh"] = spec => Plain(spec, "inplace", nn.Tanh()),
        ["softmax"] = spec => nn.Softmax(spec.Only("dim").Whole("dim", 1)),
        ["logsoftmax"] = spec => nn.LogSoftmax(spec.Only("dim").Whole("dim", 1)),
        ["swish"] = spec => Plain(spec, "alpha", nn.SiLU()),
        ["memswish"] = spec => Plain(spec, "inplace", nn.SiLU()),
        ["mish"] = spec => Plain(spec, "inplace", nn.Mish()),
    };

    /// <summary>The layer of a name.</summary>
    /// <exception cref="ArgumentException">There is no such activation, or it has no such argument.</exception>
    public static nn.Module<Tensor, Tensor> Create(LayerSpec spec)
        => Known.TryGetValue(spec.Name.ToLowerInvariant(), out var make) ? make(spec)
            : throw new ArgumentException($"there is no activation '{spec.Name}'; there are {string.Join(", ", Known.Keys)}.");

    /// <summary>A layer with one argument at most, of which only the default is meant.</summary>
    private static nn.Module<Tensor, Tensor> Plain(LayerSpec spec, string argument, nn.Module<Tensor, Tensor> layer)
        => spec.Only(argument).Value(argument) is null or false or true or "none" or 1L or 1.0 ? layer
            : throw new ArgumentException($"activation '{spec.Name}' with {argument} {spec.Value(argument)} is not supported.");
}
