using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets.Diffusion;

/// <summary>Group normalization that can stay in float16 under autocast, where it would otherwise give float32 of twice the size.</summary>
internal sealed class MaisiGroupNorm : Block
{
    private readonly int groups;
    private readonly double eps;
    private readonly bool keepsType;

    public MaisiGroupNorm(int groups, int channels, double eps, bool keepsType)
        : base(nameof(MaisiGroupNorm))
    {
        (this.groups, this.eps, this.keepsType) = (groups, eps, keepsType);
        this.AddWeight("weight", ones(channels));
        this.AddWeight("bias", zeros(channels));
    }

    protected override Tensor Compute(Tensor x)
    {
        var normalized = nn.functional.group_norm(x, groups, this.Weight("weight"), this.Weight("bias"), eps);
        return keepsType ? normalized.to_type(x.dtype) : normalized;
    }
}
