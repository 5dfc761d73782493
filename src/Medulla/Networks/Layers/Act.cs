using Medulla.Imaging;
using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>Activations by name.</summary>
public static class Act
{
    private static readonly LayerTable Table = new("activation")
    {
        ["elu"] = a => nn.ELU(a.Number("alpha", 1), a.Flag("inplace")),
        ["relu"] = a => nn.ReLU(a.Flag("inplace")),
        ["leakyrelu"] = a => nn.LeakyReLU(a.Number("negative_slope", 0.01), a.Flag("inplace")),
        ["prelu"] = a => nn.PReLU(a.Whole("num_parameters", 1), a.Number("init", 0.25)),
        ["relu6"] = a => nn.ReLU6(a.Flag("inplace")),
        ["selu"] = a => nn.SELU(a.Flag("inplace")),
        ["celu"] = a => nn.CELU(a.Number("alpha", 1), a.Flag("inplace")),
        ["gelu"] = a => nn.GELU(Approximation(a.Text("approximate", "none"))),
        ["sigmoid"] = _ => nn.Sigmoid(),
        ["tanh"] = _ => nn.Tanh(),
        ["softmax"] = a => nn.Softmax(a.Whole("dim")),
        ["logsoftmax"] = a => nn.LogSoftmax(a.Whole("dim")),
        ["swish"] = a => new Swish(a.Number("alpha", 1)),
        ["memswish"] = a => nn.SiLU(a.Flag("inplace")),
        ["mish"] = a => nn.Mish(a.Flag("inplace")),
        ["geglu"] = _ => new GEGLU(),
    };

    /// <summary>Makes an activation.</summary>
    /// <param name="name">elu, relu, leakyrelu, prelu, relu6, selu, celu, gelu, sigmoid, tanh, softmax, logsoftmax, swish, memswish, mish or geglu, with arguments as in PyTorch.</param>
    /// <exception cref="ArgumentException">There is no such activation, or it has no such argument.</exception>
    [ReferenceName("get_act_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name) => Table.Create(name, spatialDims: 1);

    private static TorchSharp.Modules.GELU.Approximate Approximation(string name) => name switch
    {
        "none" => TorchSharp.Modules.GELU.Approximate.none,
        "tanh" => TorchSharp.Modules.GELU.Approximate.tanh,
        _ => throw new ArgumentException($"layer gelu: approximate is '{name}'; 'none' or 'tanh' is expected."),
    };
}
