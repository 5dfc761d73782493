using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Spatial;

public sealed class AlignedCornersTests : IDisposable
{
    private readonly IDisposable scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static double[] Voxels(MetaTensor image) => [.. image.Data.to_type(ScalarType.Float64).contiguous().flatten().data<double>()];

    private static MetaTensor Ramp(params long[] shape) => new(arange(shape.Aggregate(1L, (a, b) => a * b), ScalarType.Float32).view([1, .. shape]));

    private static Spacing To(bool alignCorners, params double[] pixdim)
        => new(pixdim, PaddingMode: PadMode.Constant, AlignCorners: alignCorners);

    [Fact]
    public void OuterVoxels_AreStretchedToEachOther()
    {
        // 3 voxels become 5 of half the size. Target voxel i is i' = 5i/4 - 1/2 with faces as the ends, i'/2 in the source, and
        // (i'/2 + 1/2) * 2/3 with centres as the ends: 1/6 + 5i/12. The other axis keeps its voxels.
        var image = Ramp(3, 1);

        var result = Voxels(To(alignCorners: true, 0.5, 1).Apply(image));

        Assert.Equal(5, result.Length);
        Assert.All(result, (value, i) => Assert.Equal(1 / 6.0 + 5 * i / 12.0, value, 1e-5));
    }

    [Fact]
    public void FacesAsEnds_StretchNothing()
        => Assert.All(Voxels(To(alignCorners: false, 0.5, 1).Apply(Ramp(3, 1))), (value, i) => Assert.Equal(i / 2.0, value, 1e-5));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Geometry_IsTheSameEitherWay(bool alignCorners)
    {
        var result = To(alignCorners, 0.5, 2).Apply(Ramp(4, 5));

        Assert.Equal(To(false, 0.5, 2).Apply(Ramp(4, 5)).Grid, result.Grid);
    }

    [Fact]
    public void SameVoxelSize_LeavesTheVoxels()
        => Assert.Equal(Voxels(Ramp(3, 4)), Voxels(To(alignCorners: true, 1, 1).Apply(Ramp(3, 4))));

    [Theory]
    [InlineData(Interpolation.Linear)]
    [InlineData(Interpolation.Nearest)]
    public void KernelAndLibtorch_Agree(Interpolation interpolation)
    {
        var image = Ramp(4, 1, 5);
        var mapping = (To(alignCorners: true, 0.7, 1, 1.3) with { Mode = interpolation }).Map(image.Grid);
        var stretched = Resampling.Stretched(mapping, [4, 1, 5]);

        var device = Resampling.OnDevice(image.Data, stretched, interpolation);

        Assert.True(mapping.Execute(image.Data).allclose(device, 1e-4, 1e-4));
    }
}
