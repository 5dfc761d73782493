using Medulla.Randomness;
using static TorchSharp.torch;

namespace Medulla.Tests.Randomness;

public class RandomStateTensorsTests
{
    [Fact]
    public void NormalTensor_HoldsTheDrawsInRowMajorOrder()
    {
        using var tensor = new RandomState(2).Normal(1.5, 0.25, [3, 4, 5]);
        Assert.Equal([3, 4, 5], tensor.shape);
        Assert.Equal(ScalarType.Float64, tensor.dtype);
        Assert.Equal(new RandomState(2).Normal(1.5, 0.25, 60), tensor.data<double>().ToArray());
    }

    [Fact]
    public void UniformFloatTensor_RoundsTheSameDraws()
    {
        using var tensor = new RandomState(2).Uniform(-1, 1, [7, 9], ScalarType.Float32);
        Assert.Equal(new RandomState(2).Uniform(-1, 1, 63).Select(value => (float)value), tensor.data<float>().ToArray());
    }

    [Fact]
    public void ScalarAndEmptyShapes_Work()
    {
        var random = new RandomState(3);
        using var nothing = random.Uniform(0, 1, [2, 0]);
        using var scalar = random.Uniform(0, 1, []);
        Assert.Equal(0, nothing.numel());
        Assert.Equal(new RandomState(3).Rand(), scalar.item<double>());
    }

    [Fact]
    public void LongTensor_EqualsOneRunOfDraws()
    {
        const int length = (1 << 24) + 3;   // more than one slice
        using var tensor = new RandomState(4).Uniform(0, 1, [length], ScalarType.Float32);
        var random = new RandomState(4);
        var expected = new float[length];
        random.FillUniform(expected);
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.bytes).SequenceEqual(expected));
    }

    [Fact]
    public void BadArguments_AreRejected_AndLeaveNoTensor()
    {
        var random = new RandomState(0);
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => random.Normal(0, 1, [2], ScalarType.Int64));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, -1, [2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, 1, [2, -2]));
        Assert.Equal(0, scope.DisposablesCount);
    }
}
