using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Swin;

/// <summary>Self-attention within windows, with learned scores for how far apart patches lie. Liu et al., Swin transformer (2021).</summary>
public sealed class WindowAttention : MultiBlock
{
    private readonly int numHeads;
    private readonly double scale;
    private readonly nn.Module<Tensor, Tensor> qkv, attnDrop, proj, projDrop;

    /// <summary>[windows, N, <paramref name="dim"/>] to the same.</summary>
    /// <param name="dim">Channels, a multiple of the heads.</param>
    /// <param name="numHeads">Number of heads.</param>
    /// <param name="windowSize">Patches of a window along two or three axes.</param>
    /// <param name="qkvBias">Whether the projections add a number per channel.</param>
    /// <param name="attnDrop">Probability to drop a weight.</param>
    /// <param name="projDrop">Probability to drop an output.</param>
    /// <exception cref="ArgumentException">Sizes do not divide, or there are neither two nor three axes.</exception>
    public WindowAttention(int dim, int numHeads, Values<int> windowSize, bool qkvBias = false, double attnDrop = 0, double projDrop = 0)
        : base(nameof(WindowAttention))
    {
        if (windowSize.Count is not (2 or 3))
        {
            throw new ArgumentException($"WindowAttention: the window is {windowSize}; two or three axes are expected.", nameof(windowSize));
        }
        var head = Blocks.Attention.HeadSize(nameof(WindowAttention), dim, numHeads, projDrop, null);
        (this.numHeads, scale) = (numHeads, Math.Pow(head, -0.5));
        var table = zeros(windowSize.Aggregate(1L, (count, n) => count * (2 * n - 1)), numHeads);
        this.AddWeight("relative_position_bias_table", nn.init.trunc_normal_(table, 0, 0.02, -2, 2));
        this.AddBuffer("relative_position_index", RelativeIndex(windowSize));
        qkv = this.Part("qkv", nn.Linear(dim, 3 * dim, qkvBias));
        this.attnDrop = this.Part("attn_drop", nn.Dropout(attnDrop));
        proj = this.Part("proj", nn.Linear(dim, dim));
        this.projDrop = this.Part("proj_drop", nn.Dropout(projDrop));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x">[B * windows, N, C].</param>
    /// <param name="mask">What is added to scores, [windows, N, N].</param>
    public Tensor call(Tensor x, Tensor? mask = null)
    {
        using var scope = NewDisposeScope();
        var (windows, n) = (x.shape[0], x.shape[1]);
        var parts = qkv.call(x).reshape(windows, n, 3, numHeads, -1).permute(2, 0, 3, 1, 4);
        var index = this.Buffer("relative_position_index").narrow(0, 0, n).narrow(1, 0, n).flatten();
        var bias = this.Weight("relative_position_bias_table")[index].reshape(n, n, numHeads).permute(2, 0, 1).unsqueeze(0);
        if (mask is not null)
        {
            var spread = (bias + mask.unsqueeze(1)).unsqueeze(0);   // [1, windows of an image, heads, N, N]
            bias = spread.expand(windows / mask.shape[0], -1, -1, -1, -1).reshape(windows, numHeads, n, n);
        }
        var seen = Blocks.Attention.Attend(parts[0], parts[1], parts[2], scale, null, bias, attnDrop);
        return projDrop.call(proj.call(Blocks.Attention.JoinHeads(seen))).MoveToOuterDisposeScope();
    }

    /// <summary>For each pair of patches, the entry of the table for their distance: [N, N].</summary>
    private static Tensor RelativeIndex(Values<int> window)
    {
        using var scope = NewDisposeScope();
        Tensor? index = null;
        foreach (var place in meshgrid(window.Select(n => arange(n)), indexing: "ij").Select((place, axis) => (Flat: place.flatten(), Length: window[axis])))
        {
            var apart = place.Flat.unsqueeze(1) - place.Flat.unsqueeze(0) + (place.Length - 1);
            index = index is null ? apart : index * (2 * place.Length - 1) + apart;
        }
        return index!.MoveToOuterDisposeScope();
    }
}
