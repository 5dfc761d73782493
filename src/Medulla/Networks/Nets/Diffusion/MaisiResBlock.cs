using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>An <see cref="AEKLResBlock"/> of given layers.</summary>
internal sealed class MaisiResBlock : Block
{
    private readonly nn.Module<Tensor, Tensor> norm1, conv1, norm2, conv2, shortcut;

    public MaisiResBlock(
        nn.Module<Tensor, Tensor> norm1, nn.Module<Tensor, Tensor> conv1, nn.Module<Tensor, Tensor> norm2, nn.Module<Tensor, Tensor> conv2,
        nn.Module<Tensor, Tensor> shortcut)
        : base(nameof(MaisiResBlock))
    {
        this.norm1 = this.Part("norm1", norm1);
        this.conv1 = this.Part("conv1", conv1);
        this.norm2 = this.Part("norm2", norm2);
        this.conv2 = this.Part("conv2", conv2);
        this.shortcut = this.Part("nin_shortcut", shortcut);
    }

    protected override Tensor Compute(Tensor x)
    {
        using var half = Preactivated.Convolve(norm1, conv1, x);
        return Preactivated.Convolve(norm2, conv2, half).add_(shortcut.call(x));
    }
}
