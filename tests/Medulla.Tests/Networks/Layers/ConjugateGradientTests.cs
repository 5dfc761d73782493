using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public class ConjugateGradientTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.ComplexFloat64)]
    public void PositiveDefiniteSystem_IsSolvedInAsManyStepsAsItHasUnknowns(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var root = rand(6, 6, type);
        var matrix = root.matmul(root.conj().transpose(0, 1)) + eye(6, dtype: type);
        var expected = rand(6, type);
        var solver = new ConjugateGradient(matrix.matmul, 12);
        Assert.True(solver.call(zeros(6, type), matrix.matmul(expected)).allclose(expected, 1e-4, 1e-4));
    }

    [Fact]
    public void NoSteps_GiveTheStart_AndShapesMustAgree()
    {
        using var scope = NewDisposeScope();
        var solver = new ConjugateGradient(x => x * 2, 0);
        Assert.Equal([1f, 1], solver.call(ones(2), zeros(2)).data<float>());
        Assert.Throws<ArgumentException>(() => solver.call(ones(2), zeros(3)));
    }
}
