using Medulla.Imaging;
using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>
/// Activation layers by name: celu, elu, geglu, gelu, leakyrelu, logsoftmax, memswish, mish, prelu, relu, relu6, selu, sigmoid,
/// softmax, swish, tanh. Their arguments are PyTorch's; <c>inplace</c> is accepted and changes nothing. The axis of softmax is 1,
/// the channels, if not given.
/// </summary>
public static class Act
{
    private static readonly LayerFactory Factory = new(nameof(Act), new Dictionary<string, Func<LayerArguments, nn.Module<Tensor, Tensor>>>
    {
        ["celu"] = a => Plain(a, nn.CELU(a.Number("alpha", 1))),
        ["elu"] = a => Plain(a, nn.ELU(a.Number("alpha", 1))),
        ["geglu"] = _ => new GEGLU(),
        ["gelu"] = a => a.Word("approximate", "none", "tanh") == "tanh" ? nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh) : nn.GELU(),
        ["leakyrelu"] = a => Plain(a, nn.LeakyReLU(a.Number("negative_slope", 0.01))),
        ["logsoftmax"] = a => nn.LogSoftmax(a.Whole("dim", 1)),
        ["memswish"] = a => Plain(a, nn.SiLU()),
        ["mish"] = a => Plain(a, nn.Mish()),
        ["prelu"] = a => nn.PReLU(a.Whole("num_parameters", 1), a.Number("init", 0.25)),
        ["relu"] = a => Plain(a, nn.ReLU()),
        ["relu6"] = a => Plain(a, nn.ReLU6()),
        ["selu"] = a => Plain(a, nn.SELU()),
        ["sigmoid"] = _ => nn.Sigmoid(),
        ["softmax"] = a => nn.Softmax(a.Whole("dim", 1)),
        ["swish"] = a => new Swish(a.Number("alpha", 1)),
        ["tanh"] = _ => nn.Tanh(),
    });

    /// <summary>The activation layer that <paramref name="name"/> names.</summary>
    /// <exception cref="ArgumentException">There is no such layer, or it has no such argument.</exception>
    [ReferenceName("get_act_layer")]
    public static nn.Module<Tensor, Tensor> Create(LayerSpec name) => Factory.Create(name);

    private static nn.Module<Tensor, Tensor> Plain(LayerArguments arguments, nn.Module<Tensor, Tensor> layer)
    {
        arguments.Inplace();
        return layer;
    }
}
