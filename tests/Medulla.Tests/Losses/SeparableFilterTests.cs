using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

public sealed class SeparableFilterTests
{
    /// <summary>Weights that are not the same from both ends.</summary>
    private static readonly float[] Uneven = [0.1f, 0.5f, 2, -1, 0.25f];

    [Theory]
    [InlineData(true, 9L)]
    [InlineData(false, 9L)]
    [InlineData(true, 7L, 6L)]
    [InlineData(false, 7L, 6L)]
    [InlineData(true, 6L, 5L, 7L)]
    [InlineData(false, 6L, 5L, 7L)]
    public void Kernel_GivesValuesAndGradientsOfConvolutions(bool padded, params long[] space)
    {
        using var scope = NewDisposeScope();
        var x = rand([2, 3, .. space], generator: new Generator(1));
        (Tensor Value, Tensor Gradient) Filtered(ScalarType type)
        {
            var input = x.to_type(type).clone().requires_grad_(true);
            var value = SeparableFilter.Apply(input, Uneven, padded);
            // Squared, so that the gradient that comes back varies.
            value.square().sum().backward();
            return (value, input.grad!);
        }

        // The kernel takes float32; float64 goes to libtorch.
        var (fast, straight) = (Filtered(ScalarType.Float32), Filtered(ScalarType.Float64));

        Assert.True(FilterOnCpu.Takes(x, [Uneven]));
        Assert.Equal(straight.Value.shape, fast.Value.shape);
        Assert.InRange((straight.Value - fast.Value).abs().max().item<double>(), 0, 1e-5);
        Assert.InRange((straight.Gradient - fast.Gradient).abs().max().item<double>(), 0, 1e-4);
    }

    [Fact]
    public void EvenNumberOfWeights_KeepsTheSize()
    {
        // As "same" padding has it, the one zero more stands at the upper end.
        using var scope = NewDisposeScope();

        var sums = SeparableFilter.Apply(tensor([1f, 2, 3], [1, 1, 3]), [1f, 1]);

        Assert.Equal([3f, 5, 3], sums.data<float>().ToArray());
    }
}
