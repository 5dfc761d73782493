using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A convolution, plain or transposed, and then normalisation, dropout and activation.</summary>
public sealed class Convolution : Block
{
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly ADN? adn;

    /// <summary>The layers.</summary>
    /// <param name="spatialDims">1 to 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step along each axis, or for all; 1 if null.</param>
    /// <param name="kernelSize">Size of the kernel, likewise; 3 if null.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N).</param>
    /// <param name="act">Activation; PReLU if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="norm">Normalisation; instance normalisation if null, <see cref="LayerSpec.None"/> for none.</param>
    /// <param name="dropout">Dropout; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="dilation">Distance of kernel elements; 1 if null.</param>
    /// <param name="groups">Number of groups of channels.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="convOnly">Whether to leave out all but the convolution.</param>
    /// <param name="isTransposed">Whether the convolution is transposed, so that it enlarges by its strides.</param>
    /// <param name="padding">Zeros around the input; if null, as many as keep the size at stride 1.</param>
    /// <param name="outputPadding">Added to the end of a transposed convolution's output; strides - 1 if null.</param>
    public Convolution(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, string adnOrdering = "NDA",
        LayerSpec? act = null, LayerSpec? norm = null, DropoutSpec? dropout = null,
        int? dropoutDim = 1, Values<int>? dilation = null, int groups = 1, bool bias = true, bool convOnly = false, bool isTransposed = false,
        Values<int>? padding = null, Values<int>? outputPadding = null)
        : base(nameof(Convolution))
    {
        var (kernel, stride, spread) = (kernelSize ?? 3, strides ?? 1, dilation ?? 1);
        var around = padding ?? Conv.SamePadding(kernel, spread);
        conv = isTransposed
            ? Conv.CreateTransposed(spatialDims, inChannels, outChannels, kernel, stride, around, outputPadding ?? Values.From(stride.Select(s => s - 1)), spread, groups, bias)
            : Conv.Create(spatialDims, inChannels, outChannels, kernel, stride, around, spread, groups, bias);
        if (!convOnly)
        {
            adn = new(adnOrdering, outChannels, act ?? "PRELU", norm ?? "INSTANCE", spatialDims, dropout, dropoutDim);
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => adn is null ? conv.call(x) : adn.call(conv.call(x));
}
