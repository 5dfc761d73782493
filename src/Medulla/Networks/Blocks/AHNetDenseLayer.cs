using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>Convolutions within and across slices, whose output joins their input as further channels.</summary>
internal sealed class AHNetDenseLayer : Block
{
    private readonly nn.Module<Tensor, Tensor>[] norms, acts, convs;

    public AHNetDenseLayer(int spatialDims, int inChannels, int growth, int inner)
        : base(nameof(AHNetDenseLayer))
    {
        int[] channels = [inChannels, inner, growth, growth];
        (int Within, int Across)[] kernels = [(1, 1), (3, 1), (1, 3), (1, 1)];
        norms = [.. channels.Select((n, i) => this.Part($"bn{i + 1}", Norm.Create("batch", spatialDims, n)))];
        acts = [.. channels.Select((_, i) => this.Part($"relu{i + 1}", Act.Create("relu")))];
        convs = [.. channels.Select((n, i) => this.Part($"conv{i + 1}", Convolve(n, i == 0 ? inner : growth, AHNetLayers.Sizes(spatialDims, kernels[i].Within, kernels[i].Across))))];

        nn.Module<Tensor, Tensor> Convolve(int from, int to, Imaging.Values<int> kernel)
            => Conv.Create(spatialDims, from, to, kernel, padding: Conv.SamePadding(kernel), bias: false);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var within = Step(1, Step(0, x));
        return cat([x, Step(3, within + Step(2, within))], 1);
    }

    private Tensor Step(int i, Tensor x) => convs[i].call(acts[i].call(norms[i].call(x)));
}
