using Medulla.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

public class BlockTests
{
    [Fact]
    public void Result_LivesOn_AndTemporariesDie()
    {
        Tensor? temporary = null;
        using var block = new Lambda(x => (temporary = x * 2) + 1);
        using var input = ones(2);
        using var output = block.call(input);
        Assert.Equal([3, 3], output.data<float>().ToArray());
        Assert.True(temporary!.IsInvalid);
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void Result_MovesToTheScopeOfTheCaller()
    {
        using var block = new Lambda(x => x + 1);
        Tensor output;
        using (NewDisposeScope())
        {
            output = block.call(ones(2));
        }
        Assert.True(output.IsInvalid);
    }

    [Fact]
    public void BlockThatReturnsItsArgument_HandsBackAnother_SoThatSequentialCannotDisposeIt()
    {
        using var pass = new Lambda(x => x);
        using var input = ones(2);
        using (var output = pass.call(input))
        {
            Assert.NotSame(input, output);
        }
        using var chain = nn.Sequential(new Lambda(x => x), nn.ReLU());
        chain.call(input).Dispose();
        Assert.Equal([1, 1], input.data<float>().ToArray());
    }

    [Fact]
    public void Exception_LeavesNoTemporaries()
    {
        Tensor? temporary = null;
        using var block = new Lambda(x =>
        {
            temporary = x * 2;
            throw new InvalidOperationException("on purpose");
        });
        using var input = ones(2);
        Assert.Throws<InvalidOperationException>(() => block.call(input));
        Assert.True(temporary!.IsInvalid);
    }

    private sealed class Lambda(Func<Tensor, Tensor> compute) : Block(nameof(Lambda))
    {
        protected override Tensor Compute(Tensor x) => compute(x);
    }
}
