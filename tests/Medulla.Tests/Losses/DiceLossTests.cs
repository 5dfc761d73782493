using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

public sealed class DiceLossTests
{
    /// <summary>Exact arithmetic in the hand-made cases.</summary>
    private const double None = 0;

    /// <summary>One item, two classes, four voxels.</summary>
    private static Tensor Prediction => tensor([0.5, 0.5, 0, 0, 0.5, 0.5, 1, 1], [1, 2, 4]).to_type(ScalarType.Float32);

    private static Tensor Target => tensor([1.0, 0, 0, 0, 0, 1, 1, 1], [1, 2, 4]).to_type(ScalarType.Float32);

    [Fact]
    public void Loss_IsOneMinusTwiceTheSharedPart()
    {
        // Class 0: shared 0.5, sizes 1 and 1: 1 - 1/2 = 0.5. Class 1: shared 2.5, sizes 3 and 3: 1 - 5/6 = 1/6.
        using var scope = NewDisposeScope();

        Assert.Equal((0.5 + 1 / 6.0) / 2, Value(new DiceLoss(smoothNr: None, smoothDr: None)), 6);
        Assert.Equal(0.5 + 1 / 6.0, Value(new DiceLoss(reduction: Reduction.Sum, smoothNr: None, smoothDr: None)), 6);
    }

    [Fact]
    public void Background_CanBeLeftOut()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(1 / 6.0, Value(new DiceLoss(includeBackground: false, smoothNr: None, smoothDr: None)), 6);
    }

    [Fact]
    public void Jaccard_IsOneMinusIntersectionOverUnion()
    {
        // Class 0: 0.5 / (1 + 1 - 0.5) = 1/3. Class 1: 2.5 / (3 + 3 - 2.5) = 5/7.
        using var scope = NewDisposeScope();

        Assert.Equal((2 / 3.0 + 2 / 7.0) / 2, Value(new DiceLoss(jaccard: true, smoothNr: None, smoothDr: None)), 6);
    }

    [Fact]
    public void SquaredPred_SumsSquaresInTheDenominator()
    {
        // Class 0: 2 * 0.5 / (0.5 + 1) = 2/3. Class 1: 2 * 2.5 / (2.5 + 3) = 10/11.
        using var scope = NewDisposeScope();

        Assert.Equal((1 / 3.0 + 1 / 11.0) / 2, Value(new DiceLoss(squaredPred: true, smoothNr: None, smoothDr: None)), 6);
    }

    [Fact]
    public void SoftLabel_IsZeroForThePredictionItself()
    {
        // With products, 0.5 against 0.5 shares only 0.25; by norms it shares all of 0.5.
        using var scope = NewDisposeScope();
        var soft = new DiceLoss(softLabel: true, smoothNr: None, smoothDr: None);

        Assert.Equal(0, soft.call(Prediction, Prediction).item<float>(), 6);
        Assert.True(new DiceLoss(smoothNr: None, smoothDr: None).call(Prediction, Prediction).item<float>() > 0.1);
    }

    [Fact]
    public void Weight_MultipliesEachClass()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((0.5 + 3 / 6.0) / 2, Value(new DiceLoss(weight: [1, 3], smoothNr: None, smoothDr: None)), 6);
    }

    [Fact]
    public void Batch_SumsItemsBeforeDividing()
    {
        // One class; item 1 shares 1 of sizes 1 and 1, item 2 shares 0 of sizes 1 and 3: together 1 - 2 / 6.
        using var scope = NewDisposeScope();
        var input = tensor([1f, 0, 0, 0, 1, 0, 0, 0], [2, 1, 4]);
        var target = tensor([1f, 0, 0, 0, 0, 1, 1, 1], [2, 1, 4]);

        Assert.Equal(1 - 2 / 6.0, new DiceLoss(batch: true, smoothNr: None, smoothDr: None).call(input, target).item<float>(), 6);
        Assert.Equal(0.5, new DiceLoss(smoothNr: None, smoothDr: None).call(input, target).item<float>(), 6);
    }

    [Fact]
    public void EmptyClass_CostsNothing()
    {
        // (0 + 1e-5) / (0 + 1e-5) = 1.
        using var scope = NewDisposeScope();

        Assert.Equal(0, new DiceLoss().call(zeros(1, 1, 8), zeros(1, 1, 8)).item<float>());
    }

    [Fact]
    public void NoReduction_BroadcastsAgainstTheInput()
    {
        using var scope = NewDisposeScope();

        var loss = new DiceLoss(reduction: Reduction.None).call(zeros(2, 3, 4, 5), zeros(2, 3, 4, 5));

        Assert.Equal([2, 3, 1, 1], loss.shape);
    }

    [Fact]
    public void ClassNumbers_AreSpreadToChannels()
    {
        using var scope = NewDisposeScope();
        var numbers = tensor([0L, 1, 1, 1], [1, 1, 4]);

        Assert.Equal(
            new DiceLoss(softmax: true).call(Prediction, Target).item<float>(),
            new DiceLoss(softmax: true, toOnehotY: true).call(Prediction, numbers).item<float>());
    }

    [Fact]
    public void HalfPrecision_DoesNotOverflow()
    {
        // 100000 voxels: their sum is beyond the largest half, 65504.
        using var scope = NewDisposeScope();
        var full = ones([1, 1, 100000], ScalarType.Float16);

        Assert.Equal(0, new DiceLoss().call(full, full).item<float>(), 5);
    }

    [Fact]
    public void Gradient_IsTheDerivative()
    {
        using var scope = NewDisposeScope();
        var input = randn([2, 3, 5], ScalarType.Float64, generator: new Generator(1));
        var target = randint(0, 3, [2, 1, 5], ScalarType.Int64, generator: new Generator(2));

        Gradients.AssertNumerical(new DiceLoss(softmax: true, toOnehotY: true, includeBackground: false), input, target);
        Gradients.AssertNumerical(new DiceLoss(sigmoid: true, toOnehotY: true, squaredPred: true, jaccard: true, batch: true), input, target);
    }

    [Fact]
    public void Loop_KeepsNoTensors()
    {
        using var input = randn(1, 2, 6, 6);
        using var target = zeros(1, 1, 6, 6);
        using var loss = new DiceLoss(softmax: true, toOnehotY: true, weight: [1, 2]);

        Assert.Equal(0, LiveTensors.Growth(() => loss.call(input, target).Dispose()));
    }

    [Fact]
    public void Loss_OutlivesTheScopeItWasMadeIn()
    {
        DiceLoss loss;
        using (NewDisposeScope())
        {
            loss = new(weight: [1, 2]);
        }
        using var scope = NewDisposeScope();

        Assert.True(double.IsFinite(Value(loss)));
    }

    [Fact]
    public void ShapesThatDiffer_AreRejected()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => new DiceLoss().call(zeros(2, 2, 4), zeros(2, 1, 4)));

        Assert.Contains("DiceLoss: input is [2, 2, 4] and target [2, 1, 4]", error.Message);
    }

    [Fact]
    public void TwoActivations_AreRejected()
        => Assert.Contains("more than one", Assert.Throws<ArgumentException>(() => new DiceLoss(sigmoid: true, softmax: true)).Message);

    [Fact]
    public void NegativeWeight_IsRejected()
    {
        Assert.Contains("negative", Assert.Throws<ArgumentException>(() => new DiceLoss(weight: [1, -1])).Message);
    }

    [Fact]
    public void WeightForAnotherNumberOfClasses_IsRejected()
    {
        using var scope = NewDisposeScope();
        var loss = new DiceLoss(weight: [1, 1, 1]);

        Assert.Contains("3 entries for 2 classes", Assert.Throws<ArgumentException>(() => loss.call(Prediction, Target)).Message);
    }

    [Fact]
    public void ClassNumberBeyondTheChannels_IsRejected()
    {
        using var scope = NewDisposeScope();
        var numbers = tensor([0L, 1, 2, 5], [1, 1, 4]);

        Assert.Contains("from 0 to 5", Assert.Throws<ArgumentException>(() => new DiceLoss(toOnehotY: true).call(Prediction, numbers)).Message);
    }

    private static double Value(DiceLoss loss) => loss.call(Prediction, Target).item<float>();
}
