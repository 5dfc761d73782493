using Medulla.Optimization;
using Medulla.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Tests.Optimization;

public sealed class NovogradTests
{
    [Fact]
    public void Steps_FollowTheFormula()
    {
        // Gradient (3, 4): norm 5, change (0.6, 0.8); then 0.9 times that plus it again.
        using Parameter parameter = new(tensor([1f, 2]));
        using Novograd optimizer = new([parameter], lr: 0.1);

        Step(optimizer, parameter, [3, 4]);
        Equal([1 - 0.06f, 2 - 0.08f], parameter);
        Step(optimizer, parameter, [3, 4]);
        Equal([0.94f - 0.114f, 1.92f - 0.152f], parameter);
    }

    [Fact]
    public void SquaredNorm_IsAveraged()
    {
        // Norms 4 and then 0.5 * 16 + 0.5 * 64 = 40.
        using Parameter parameter = new(tensor([0f]));
        using Novograd optimizer = new([parameter], lr: 1, betas: (0, 0.5));

        Step(optimizer, parameter, [4]);
        Step(optimizer, parameter, [8]);

        Equal([-1 - (8 / MathF.Sqrt(40))], parameter);
    }

    [Fact]
    public void Amsgrad_DividesByTheLargestNorm()
    {
        using Parameter parameter = new(tensor([0f]));
        using Novograd optimizer = new([parameter], lr: 1, betas: (0, 0), amsgrad: true);

        Step(optimizer, parameter, [4]);
        Step(optimizer, parameter, [2]);

        Equal([-1 - 0.5f], parameter);
    }

    [Fact]
    public void WeightDecayAndAveraging_ChangeTheGradient()
    {
        // (1 + 0.5 * 2) * (1 - 0.75)
        using Parameter parameter = new(tensor([2f]));
        using Novograd optimizer = new([parameter], lr: 1, betas: (0.75, 0.9), weightDecay: 0.5, gradAveraging: true);

        Step(optimizer, parameter, [7]);

        Equal([2 - 0.5f], parameter);
    }

    [Fact]
    public void GroupsWithRates_LearnAtThem()
    {
        using Parameter fast = new(tensor([0f])), slow = new(tensor([0f]));
        using Novograd optimizer = new([new ParameterGroup([fast], 1), new ParameterGroup([slow])], lr: 0.1);

        Step(optimizer, fast, [2]);
        fast.grad!.zero_();
        Step(optimizer, slow, [2]);

        Assert.Equal(-0.1f, slow.item<float>(), 5);
        Assert.InRange(fast.item<float>(), -2, -0.99f);
    }

    [Fact]
    public void SavedState_GoesOnAsIfNeverStopped()
    {
        using TemporaryFolder folder = new();
        using Parameter one = new(tensor([1f, 2])), other = new(tensor([1f, 2]));
        using Novograd optimizer = new([one], lr: 0.1), resumed = new([other], lr: 0.7);
        Step(optimizer, one, [3, 1]);
        optimizer.save_state_dict(folder["state"]);
        resumed.load_state_dict(folder["state"]);
        using (no_grad())
        {
            other.copy_(one);
        }

        Step(optimizer, one, [-1, 2]);
        Step(resumed, other, [-1, 2]);

        Equal(one.AsSpan<float>().ToArray(), other);
    }

    [Fact]
    public void ParameterWithoutGradient_StaysAsItIs()
    {
        using Parameter parameter = new(tensor([1f]));
        using Novograd optimizer = new([parameter]);

        optimizer.step();

        Equal([1], parameter);
    }

    [Fact]
    public void WrongSettings_AreRejected()
    {
        using Parameter parameter = new(tensor([1f]));

        Assert.Throws<ArgumentOutOfRangeException>(() => new Novograd([parameter], lr: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Novograd([parameter], eps: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Novograd([parameter], weightDecay: -1));
        Assert.Contains("betas", Assert.Throws<ArgumentOutOfRangeException>(() => new Novograd([parameter], betas: (0.9, 1))).Message);
    }

    private static void Step(Novograd optimizer, Parameter parameter, float[] gradient)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        (parameter * tensor(gradient)).sum().backward();
        optimizer.step();
    }

    private static void Equal(float[] expected, Tensor found)
        => Assert.All(expected.Zip(found.AsSpan<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 5));
}
