using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Branches over the same image of two axes, side by side, joined along channels; each is a pooling, a chain of convolutions and
/// a fork of convolutions that are joined in turn, and may lack any of them.
/// </summary>
internal sealed class InceptionBlock : Block
{
    private readonly List<Running> branches;

    /// <summary>[B, <paramref name="channels"/>, height, width] to [B, C, height', width'], C being those of all ends.</summary>
    public InceptionBlock(int channels, params IEnumerable<Branch> branches)
        : base(nameof(InceptionBlock))
    {
        this.branches = [.. branches.Select(branch =>
        {
            var inside = channels;
            List<nn.Module<Tensor, Tensor>> chain = [];
            foreach (var layer in branch.Chain)
            {
                chain.Add(this.Part(layer.Name, layer.Create(inside)));
                inside = layer.Channels;
            }
            return new Running(branch.Pooling, chain, [.. branch.Fork.Select(layer => this.Part(layer.Name, layer.Create(inside)))]);
        })];
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x) => cat([.. branches.Select(branch => branch.Compute(x))], 1);

    private sealed record Running(InceptionPooling Pooling, List<nn.Module<Tensor, Tensor>> Chain, List<nn.Module<Tensor, Tensor>> Fork)
    {
        public Tensor Compute(Tensor x)
        {
            var current = Pooling switch
            {
                InceptionPooling.Average => nn.functional.avg_pool2d(x, 3, 1, 1),
                InceptionPooling.Maximum => nn.functional.max_pool2d(x, 3, 2),
                _ => x,
            };
            current = Chain.Aggregate(current, (before, layer) => layer.call(before));
            return Fork.Count == 0 ? current : cat([.. Fork.Select(layer => layer.call(current))], 1);
        }
    }

    /// <summary>One branch.</summary>
    /// <param name="Chain">Its convolutions, one after another.</param>
    public sealed record Branch(params IReadOnlyList<Layer> Chain)
    {
        /// <summary>What comes before them.</summary>
        public InceptionPooling Pooling { get; init; }

        /// <summary>Convolutions of the same input that end the branch.</summary>
        public IReadOnlyList<Layer> Fork { get; init; } = [];
    }

    /// <summary>A convolution, its batch normalization and a rectifier; it keeps the size where <paramref name="Stride"/> is 1 and pads nothing elsewhere.</summary>
    public sealed record Layer(string Name, int Channels, int Height = 1, int Width = 1, int Stride = 1)
    {
        /// <summary>The layer for an input of so many channels.</summary>
        public InceptionConvolution Create(int channels)
            => new(channels, Channels, (Height, Width), Stride, Stride > 1 ? (0, 0) : ((Height - 1) / 2, (Width - 1) / 2));
    }
}

/// <summary>What a branch of an inception block begins with.</summary>
internal enum InceptionPooling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Means of 3 x 3 pixels, at each pixel; beyond the border lie zeros.</summary>
    Average,

    /// <summary>Maxima of 3 x 3 pixels, at each second pixel.</summary>
    Maximum,
}
