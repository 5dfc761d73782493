using Medulla.Losses;
using Medulla.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

public sealed class DiceCELossTests
{
    [Fact]
    public void Loss_IsTheWeightedSumOfBoth()
    {
        // Equal logits of two classes: probabilities 0.5, cross entropy ln 2 at both voxels. Labels 0 and 1:
        // each class shares 0.5 of sizes 1 and 1, a Dice loss of 0.5.
        using var scope = NewDisposeScope();
        var input = zeros(1, 2, 2);
        var numbers = tensor([0L, 1], [1, 1, 2]);

        var loss = new DiceCELoss(toOnehotY: true, softmax: true, lambdaDice: 2, lambdaCe: 3, smoothNr: 0, smoothDr: 0).call(input, numbers);

        Assert.Equal(2 * 0.5 + 3 * Math.Log(2), loss.item<float>(), 6);
    }

    [Fact]
    public void OneChannel_TakesBinaryCrossEntropy()
    {
        // The logit 0 is a probability of 0.5: ln 2. Dice: shared 0.5, sizes 1 and 1.
        using var scope = NewDisposeScope();

        var loss = new DiceCELoss(sigmoid: true, smoothNr: 0, smoothDr: 0).call(zeros(1, 1, 2), tensor([1L, 0], [1, 1, 2]));

        Assert.Equal(0.5 + Math.Log(2), loss.item<float>(), 6);
    }

    [Fact]
    public void Sum_AddsOverVoxels()
    {
        // Two voxels with ln 2 each, two classes with a Dice loss of 0.5 each.
        using var scope = NewDisposeScope();

        var loss = new DiceCELoss(toOnehotY: true, softmax: true, reduction: Reduction.Sum, smoothNr: 0, smoothDr: 0)
            .call(zeros(1, 2, 2), tensor([0L, 1], [1, 1, 2]));

        Assert.Equal(1 + 2 * Math.Log(2), loss.item<float>(), 6);
    }

    [Fact]
    public void LabelSmoothing_MovesTheTargetTowardsAllClasses()
    {
        // Logits (ln 3, 0): probabilities 3/4 and 1/4. Label 0 smoothed by 0.2 is (0.9, 0.1).
        using var scope = NewDisposeScope();
        var input = tensor([(float)Math.Log(3), 0], [1, 2, 1]);
        var numbers = tensor([0L], [1, 1, 1]);

        var loss = new DiceCELoss(toOnehotY: true, softmax: true, lambdaDice: 0, labelSmoothing: 0.2).call(input, numbers);

        Assert.Equal(-0.9 * Math.Log(0.75) - 0.1 * Math.Log(0.25), loss.item<float>(), 6);
    }

    [Fact]
    public void Weight_IsForTheBackgroundTooInCrossEntropyOnly()
    {
        // Cross entropy is a weighted mean: (4 ln 2 + 1 ln 2) / (4 + 1) = ln 2; Dice of class 1 alone is 0.5.
        using var scope = NewDisposeScope();
        var loss = new DiceCELoss(includeBackground: false, toOnehotY: true, softmax: true, weight: [4, 1], smoothNr: 0, smoothDr: 0)
            .call(zeros(1, 2, 2), tensor([0L, 1], [1, 1, 2]));

        Assert.Equal(0.5 + Math.Log(2), loss.item<float>(), 6);
    }

    [Fact]
    public void OneHotTarget_GivesTheSameAsClassNumbers()
    {
        using var scope = NewDisposeScope();
        var input = randn([2, 3, 4], generator: new Generator(3));
        var numbers = randint(0, 3, [2, 1, 4], ScalarType.Int64, generator: new Generator(4));

        Assert.Equal(
            new DiceCELoss(softmax: true, toOnehotY: true).call(input, numbers).item<float>(),
            new DiceCELoss(softmax: true).call(input, OneHot.Of(numbers, 3)).item<float>(), 6);
    }

    [Fact]
    public void Gradient_IsTheDerivative()
    {
        using var scope = NewDisposeScope();
        var input = randn([2, 3, 4], ScalarType.Float64, generator: new Generator(5));
        var numbers = randint(0, 3, [2, 1, 4], ScalarType.Int64, generator: new Generator(6));

        Gradients.AssertNumerical(new DiceCELoss(softmax: true, toOnehotY: true, lambdaCe: 0.5, labelSmoothing: 0.1), input, numbers);
        Gradients.AssertNumerical(new DiceCELoss(sigmoid: true), input.narrow(1, 0, 1), numbers.clamp(max: 1));
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var input = randn(1, 2, 6, 6);
        using var target = zeros(1, 1, 6, 6);
        using var loss = new DiceCELoss(softmax: true, toOnehotY: true, weight: [1, 2]);

        Assert.Equal(0, LiveTensors.Growth(() => loss.call(input, target).Dispose()));
    }

    [Fact]
    public void LabelWithoutChannels_IsRejected()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => new DiceCELoss().call(zeros(1, 2, 4, 4), zeros(1, 4, 4)));

        Assert.Contains("input is [1, 2, 4, 4] and target [1, 4, 4]", error.Message);
    }

    [Fact]
    public void LabelWithAnotherNumberOfChannels_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[1, 3, 4]", Assert.Throws<ArgumentException>(() => new DiceCELoss().call(zeros(1, 2, 4), zeros(1, 3, 4))).Message);
    }

    [Fact]
    public void NoReduction_IsRejected()
        => Assert.Contains("mean or sum", Assert.Throws<ArgumentException>(() => new DiceCELoss(reduction: Reduction.None)).Message);

    [Fact]
    public void NegativeLambda_IsRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>("lambdaDice", () => new DiceCELoss(lambdaDice: -1));
        Assert.Throws<ArgumentOutOfRangeException>("lambdaCe", () => new DiceCELoss(lambdaCe: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("labelSmoothing", () => new DiceCELoss(labelSmoothing: 1.1));
    }
}
