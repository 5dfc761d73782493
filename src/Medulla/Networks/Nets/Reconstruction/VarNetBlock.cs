using Medulla.Networks.Blocks;
using Medulla.Reconstruction;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>One step of a variational network: towards what was measured, and towards what a network thinks. Sriram et al. (2020).</summary>
public sealed class VarNetBlock : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> model;
    private readonly int spatialDims;

    /// <summary>K-space [B, coils, spatial..., 2] to the same.</summary>
    /// <param name="refinementModel">The network, of complex images [B, 1, spatial..., 2].</param>
    /// <param name="spatialDims">Spatial axes.</param>
    public VarNetBlock(nn.Module<Tensor, Tensor> refinementModel, int spatialDims = 2)
        : base(nameof(VarNetBlock))
    {
        this.spatialDims = spatialDims;
        this.AddWeight("dc_weight", ones(1));
        model = this.Part("model", refinementModel);
        this.AddBuffer("zeros", zeros([.. Enumerable.Repeat(1L, spatialDims + 3)]));
    }

    /// <summary>Runs the step.</summary>
    /// <param name="currentKspace">K-space as it is thought to be, [B, coils, spatial..., 2].</param>
    /// <param name="refKspace">K-space as it was measured.</param>
    /// <param name="mask">Which columns were measured, not 0, [1, ..., columns, 1].</param>
    /// <param name="sensMaps">What each coil sees, of k-space's shape.</param>
    /// <returns>K-space, [B, coils, spatial..., 2].</returns>
    public Tensor call(Tensor currentKspace, Tensor refKspace, Tensor mask, Tensor sensMaps)
    {
        using var scope = NewDisposeScope();
        var measured = where(mask.ne(0), currentKspace - refKspace, this.Buffer("zeros")) * this.Weight("dc_weight");
        var refined = Coils.Expand(model.call(Coils.Reduce(currentKspace, sensMaps, spatialDims)), sensMaps, spatialDims);
        return (currentKspace - measured - refined).MoveToOuterDisposeScope();
    }
}
