using Medulla.Data;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Reconstruction;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Images from k-space of which only some columns were measured. Sriram et al., End-to-end variational networks (2020).</summary>
public sealed class VariationalNetworkModel : MultiBlock
{
    private readonly CoilSensitivityModel sensitivities;
    private readonly IReadOnlyList<VarNetBlock> cascades;
    private readonly int spatialDims;

    /// <summary>A network of equal steps.</summary>
    /// <param name="coilSensitivityModel">Says what each coil sees.</param>
    /// <param name="refinementModel">The network of the steps; each gets a copy, weights included.</param>
    /// <param name="numCascades">Number of steps.</param>
    /// <param name="spatialDims">Spatial axes.</param>
    public VariationalNetworkModel(CoilSensitivityModel coilSensitivityModel, ComplexUnet refinementModel, int numCascades = 12, int spatialDims = 2)
        : this(coilSensitivityModel, [.. Enumerable.Range(0, Dimensions.AtLeast(nameof(VariationalNetworkModel), nameof(numCascades), numCascades)).Select(_ => refinementModel.Copy())], spatialDims)
    {
    }

    /// <summary>A network of given steps.</summary>
    /// <param name="coilSensitivityModel">Says what each coil sees.</param>
    /// <param name="refinementModels">A network of complex images for each step.</param>
    /// <param name="spatialDims">Spatial axes.</param>
    public VariationalNetworkModel(CoilSensitivityModel coilSensitivityModel, IReadOnlyList<nn.Module<Tensor, Tensor>> refinementModels, int spatialDims = 2)
        : base(nameof(VariationalNetworkModel))
    {
        this.spatialDims = spatialDims;
        sensitivities = this.Part("coil_sensitivity_model", coilSensitivityModel);
        // As published: the steps go to k-space and back along the last two axes, whatever the images have.
        cascades = this.Parts("cascades", refinementModels.Select(model => new VarNetBlock(model)));
    }

    /// <summary>Runs the network.</summary>
    /// <param name="maskedKspace">[B, coils, spatial..., 2].</param>
    /// <param name="mask">Which columns were measured, not 0, [1, ..., columns, 1].</param>
    /// <returns>The image, [B, spatial...].</returns>
    /// <exception cref="ArgumentException">The middle of k-space was not measured.</exception>
    public Tensor call(Tensor maskedKspace, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var maps = sensitivities.call(maskedKspace, mask);
        var kspace = cascades.Aggregate(maskedKspace, (current, step) => step.call(current, maskedKspace, mask, maps));
        return Coils.RootSumOfSquares(ComplexNumbers.Abs(CenteredFourier.IfftnCentered(kspace, spatialDims)), 1).MoveToOuterDisposeScope();
    }
}
