using Medulla.Randomness;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Transforms.Utility;

public class ArraysTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void PercentilesOfLargeArrays_AreThoseOfLibtorch(int dim)
    {
        var values = new RandomState(2).Uniform(0, 1, [40, 25], ScalarType.Float32);
        var share = tensor([0f, 0.013f, 0.5f, 0.99f, 1f]);
        Assert.True(Arrays.Sorted(values, share, dim).allclose(values.quantile(share, dim)));
        Assert.True(Arrays.Sorted(values, share[2], dim).allclose(values.quantile(share[2], dim)));
        values[0, 0] = float.NaN;
        Assert.True(Arrays.Sorted(values, share, dim).allclose(values.quantile(share, dim), equal_nan: true));
    }

    [Fact]
    public void Percentiles_KeepTheType_AndTheAxesAskedFor()
    {
        var values = arange(12, ScalarType.Int32).view(3, 4);
        Assert.Equal(ScalarType.Int32, Arrays.Percentile(values, 50).dtype);
        Assert.Equal([2, 1, 4], Arrays.Percentile(values.to_type(ScalarType.Float16), tensor([10f, 90f]), 0, keepdim: true).shape);
        Assert.Equal([1, 1], Arrays.Percentile(values, 50, keepdim: true).shape);
        Assert.Throws<ArgumentException>(() => Arrays.Percentile(values, 101));
    }

    [Fact]
    public void Slices_ComeByNumberOrRange()
    {
        var values = arange(10).view(1, 10);
        Assert.Equal([0L, 9], Arrays.SampleSlices(values, 1, true, 0, -1).data<long>().ToArray());
        Assert.Equal([8L, 9], Arrays.SampleSlices(values, 1, false, -2, null).data<long>().ToArray());
        Assert.Equal([1L, 4, 7], Arrays.SampleSlices(values, 1, false, 1, 9, 3).contiguous().data<long>().ToArray());
        Assert.Throws<ArgumentException>(() => Arrays.SampleSlices(values, 1, false));
    }

    [Fact]
    public void MissingEnds_AreNoEnds()
    {
        var values = tensor([-1f, 0.5f, 2f]);
        Assert.Equal([0, 0.5f, 2], Arrays.Clip(values, 0f).data<float>().ToArray());
        Assert.Equal([-1, 0.5f, 1], Arrays.Clip(values, aMax: 1f).data<float>().ToArray());
        Assert.Equal([-1, 0.5f, 2], Arrays.Clip(values).data<float>().ToArray());
    }

    [Fact]
    public void SharpSoftClip_IsAlmostACut()
    {
        var values = linspace(-5, 5, 101);
        var clipped = Rescaling.SoftClip(values, 200, tensor(-1f), tensor(2f));
        Assert.True(clipped.allclose(values.clamp(-1, 2), atol: 0.01));
    }

    [Fact]
    public void ConstantValues_AreScaledByTheLowerEnd()
        => Assert.Equal([6f, 6f], Rescaling.RescaleArray(tensor([3f, 3f]), 2, 5).data<float>().ToArray());

    [Theory]
    [InlineData(ScalarType.Byte, 0, 255)]
    [InlineData(ScalarType.Int8, -128, 127)]
    [InlineData(ScalarType.Int16, -300, 1000)]
    public void ValuesBeyondAType_AreCutToItsRange(ScalarType type, double low, double high)
    {
        var safe = (Tensor)ArrayConversion.SafeDtypeRange(tensor([-300.0, 1000.0]), type)!;
        Assert.Equal([low, high], safe.data<double>().ToArray());
        Assert.Equal((long)high, ArrayConversion.SafeDtypeRange(1000L, type));
    }

    [Fact]
    public void ImagesStayAtTheirPlace_WhereAnotherGivesTheKind()
    {
        var image = Images.Turned();
        var (made, type, device) = ArrayConversion.ConvertToDstType(ones(2, 7, 6, 5, ScalarType.Int32), image);
        Assert.Equal(image.Affine, Assert.IsType<MetaTensor>(made).Affine);
        Assert.Equal(ScalarType.Float32, ((MetaTensor)made).Data.dtype);
        Assert.Equal(typeof(Tensor), type);
        Assert.Null(device);
        Assert.Throws<ArgumentException>(() => ArrayConversion.ConvertToDstType(1, "text"));
        Assert.Throws<ArgumentException>(() => ArrayConversion.ConvertDataType(1, typeof(string)));
    }

    [Fact]
    public void NestedArrays_BecomeContiguous()
    {
        var turned = arange(6).view(2, 3).t();
        var made = (Dictionary<string, object?>)ArrayConversion.ConvertToContiguous(
            new Dictionary<string, object?> { ["a"] = new List<object?> { turned }, ["b"] = "text" })!;
        Assert.True(((Tensor)((List<object?>)made["a"]!)[0]!).is_contiguous());
        Assert.Equal("text", made["b"]);
    }

    [Fact]
    public void Numbers_BecomeArrays_AndTextStays()
    {
        Assert.Equal(ScalarType.Float64, ((Tensor)new ToNumpy().Apply(new List<object?> { 1.0, 2.5 })!).dtype);
        Assert.Equal("text", new ToTensor().Apply("text"));
        Assert.Empty(((MetaTensor)new ToTensor().Apply(new Medulla.Transforms.Spatial.Flip().Apply(Images.Turned()))!).Applied);
        Assert.Throws<ArgumentException>(() => ((ITransform)new ToDevice(CPU)).Run("text", default));
        Assert.Equal(ScalarType.Int64, new CastToType(ScalarType.Int64).Apply(Images.Turned()).Data.dtype);
    }

    [Fact]
    public void Delay_IsNotNegative() => Assert.Throws<ArgumentOutOfRangeException>(() => new SimulateDelay(-1));
}
