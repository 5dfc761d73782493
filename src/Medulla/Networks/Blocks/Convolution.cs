using Medulla.Imaging;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A convolution, followed by normalisation, dropout and activation.</summary>
public sealed class Convolution : Block
{
    private readonly nn.Module<Tensor, Tensor> conv;
    private readonly ADN? adn;

    /// <summary>Makes the layers.</summary>
    /// <param name="spatialDims">Number of spatial axes: 1, 2 or 3.</param>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="strides">Step of the convolution, one for all axes or one for each; 1 if null.</param>
    /// <param name="kernelSize">Kernel size, one for all axes or one for each; 3 if null.</param>
    /// <param name="adnOrdering">Order of activation (A), dropout (D) and normalisation (N).</param>
    /// <param name="act">Activation; prelu if null.</param>
    /// <param name="norm">Normalisation; instance if null.</param>
    /// <param name="dropout">Dropout, or its rate; none if null.</param>
    /// <param name="dropoutDim">1 drops single values, 2 and 3 whole channels.</param>
    /// <param name="dilation">Distance of the kernel's elements; 1 if null.</param>
    /// <param name="groups">Number of groups that channels are split into.</param>
    /// <param name="bias">Whether the convolution adds a bias.</param>
    /// <param name="convOnly">Whether to leave out all but the convolution.</param>
    /// <param name="isTransposed">Whether the convolution is transposed: it then enlarges by its strides.</param>
    /// <param name="padding">Zeros on both sides; as many as keep the size at step 1 if null.</param>
    /// <param name="outputPadding">Addition to the end of a transposed convolution's output; strides - 1 if null.</param>
    /// <exception cref="ArgumentException">An argument does not fit the number of axes or channels.</exception>
    public Convolution(
        int spatialDims, int inChannels, int outChannels, Values<int>? strides = null, Values<int>? kernelSize = null, string adnOrdering = "NDA",
        LayerSpec? act = null, LayerSpec? norm = null, LayerSpec? dropout = null, int dropoutDim = 1, Values<int>? dilation = null, int groups = 1,
        bool bias = true, bool convOnly = false, bool isTransposed = false, Values<int>? padding = null, Values<int>? outputPadding = null)
        : base(nameof(Convolution))
    {
        strides ??= 1;
        kernelSize ??= 3;
        padding ??= Conv.SamePadding(kernelSize, dilation ?? 1);
        conv = isTransposed
            ? Conv.CreateTransposed(
                spatialDims, inChannels, outChannels, kernelSize, strides, padding, outputPadding ?? Values.From(strides.Select(s => s - 1)), dilation, groups, bias)
            : Conv.Create(spatialDims, inChannels, outChannels, kernelSize, strides, padding, dilation, groups, bias);
        if (!convOnly)
        {
            adn = new(adnOrdering, outChannels, act ?? "prelu", norm ?? "instance", spatialDims, dropout, dropoutDim);
        }
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => adn is null ? conv.call(input) : adn.call(conv.call(input));
}
