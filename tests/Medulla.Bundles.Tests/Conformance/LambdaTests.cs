using Medulla.Conformance;
using Medulla.Imaging.Geometry;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Bundles.Tests.Conformance;

public class LambdaTests
{
    private static object? Run(string expression, object? input) => Lambda.Compile("x", expression)(input);

    [Theory]
    [InlineData("x * 2 + 1", 7.0)]
    [InlineData("2 + x * 2", 8.0)]
    [InlineData("(x + 1) * 2", 8.0)]
    [InlineData("-x ** 2", -9.0)]
    [InlineData("2 ** -x", 0.125)]
    [InlineData("x - 1 - 1", 1.0)]
    [InlineData("x / 2", 1.5)]
    public void Arithmetic_HasPythonsPrecedence(string expression, double expected)
        => Assert.Equal(expected, Convert.ToDouble(Run(expression, 3L)));

    [Fact]
    public void Comparison_GivesTruth()
    {
        Assert.Equal(true, Run("x > 1", 2.0));
        Assert.Equal(false, Run("x + 1 <= 2", 2.0));
        Assert.Equal([false, true], ((Tensor)Run("x > 0", tensor(new[] { 0f, 2f }))!).data<bool>().ToArray());
    }

    [Fact]
    public void WholeNumbers_KeepWholeTensorsWhole_AndOthersDoNot()
    {
        var whole = tensor(new[] { 1, 2 });

        Assert.Equal(ScalarType.Int32, ((Tensor)Run("x * 2 + 1", whole)!).dtype);
        Assert.Equal(ScalarType.Float32, ((Tensor)Run("x + 1.0", whole)!).dtype);
        Assert.Equal(ScalarType.Float64, ((Tensor)Run("x + 1.0", whole.to_type(ScalarType.Float64))!).dtype);
    }

    [Fact]
    public void Indexing_ReachesIntoTensorsAndLists()
    {
        Assert.Equal(5f, ((Tensor)Run("x[1] + 1", tensor(new[] { 3f, 4f }))!).item<float>());
        Assert.Equal(7L, Run("x[-1][0]", new List<object?> { 1L, new List<object?> { 7L } }));
    }

    [Fact]
    public void Tuple_IsAList() => Assert.Equal([3L, 4L], Assert.IsType<List<object?>>(Run("(x, x + 1)", 3L)));

    [Fact]
    public void Image_KeepsItsPlace()
    {
        var image = new MetaTensor(ones(1, 2, 2), Affine.Scaling([2, 2, 2]));

        Assert.Equal(image.Affine, Assert.IsType<MetaTensor>(Run("x + 1", image)).Affine);
    }

    [Theory]
    [InlineData("x +")]
    [InlineData("y + 1")]
    [InlineData("x.sum()")]
    [InlineData("(x")]
    [InlineData("x x")]
    [InlineData("")]
    [InlineData("x[1.5]")]
    public void AnythingElse_IsAFormatError(string expression)
        => Assert.Throws<FormatException>(() => Run(expression, tensor(new[] { 1f })));
}
