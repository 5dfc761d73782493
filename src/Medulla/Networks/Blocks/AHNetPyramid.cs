using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>The largest values of ever larger parts of slices, one channel for each size of part. Zhao et al., Pyramid scene parsing network (2017).</summary>
internal sealed class AHNetPyramid : Block
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> pools, projects, ups;
    private readonly FeatureUpsampling mode;
    private readonly int spatialDims;

    public AHNetPyramid(int spatialDims, int count, int channels, FeatureUpsampling mode)
        : base(nameof(AHNetPyramid))
    {
        (this.spatialDims, this.mode) = (spatialDims, mode);
        var sizes = Enumerable.Range(0, count).Select(i => 8 << i).ToArray();
        var margin = AHNetLayers.Sizes(spatialDims, 1, 0);
        ups = this.Parts("up_modules", mode != FeatureUpsampling.Transpose ? [] : sizes.Select(size => Conv.CreateTransposed(
            spatialDims, 1, 1, AHNetLayers.Sizes(spatialDims, size, 1), AHNetLayers.Sizes(spatialDims, size, 1), AHNetLayers.Sizes(spatialDims, size, 0))));
        pools = this.Parts("pool_modules", sizes.Select(size => AHNetLayers.MaxPool(spatialDims, AHNetLayers.Sizes(spatialDims, size, 1))));
        projects = this.Parts("project_modules", sizes.Select(_ => Conv.Create(spatialDims, channels, 1, 1, padding: margin)));
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor x)
    {
        var size = x.shape[2..];
        return cat([.. pools.Select((pool, i) => Enlarge(projects[i].call(pool.call(x)), i, size)), x], 1);
    }

    private Tensor Enlarge(Tensor x, int number, long[] size) => ups.Count > 0
        ? ups[number].call(x)
        : nn.functional.interpolate(
            x, size, mode: Interpolate.Native(AHNetLayers.Interpolation(mode), spatialDims), align_corners: mode == FeatureUpsampling.Nearest ? null : true);
}
