using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>Dice, Tversky, focal and Wasserstein losses by hand, and what they refuse.</summary>
public sealed class SegmentationLossTests
{
    /// <summary>One item, two classes, four voxels.</summary>
    private static Tensor Prediction => tensor([0.5f, 0.5f, 0, 0, 0.5f, 0.5f, 1, 1], [1, 2, 4]);

    private static Tensor Target => tensor([1f, 0, 0, 0, 0, 1, 1, 1], [1, 2, 4]);

    [Fact]
    public void Tversky_WeighsFalseAlarmsAndMisses()
    {
        // Class 0: tp 0.5, fp 0.5, fn 0.5: 0.5 / (0.5 + 0.1 + 0.4). Class 1: tp 2.5, fp 0.5, fn 0.5: 2.5 / (2.5 + 0.1 + 0.4).
        using var scope = NewDisposeScope();

        var loss = new TverskyLoss(alpha: 0.2, beta: 0.8, smoothNr: 0, smoothDr: 0).call(Prediction, Target);

        Assert.Equal((0.5 + (1 - (2.5 / 3))) / 2, loss.item<float>(), 6);
    }

    [Fact]
    public void Tversky_OfHalvesIsDice()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(
            new DiceLoss(smoothNr: 0, smoothDr: 0).call(Prediction, Target).item<float>(),
            new TverskyLoss(smoothNr: 0, smoothDr: 0).call(Prediction, Target).item<float>(), 6);
    }

    [Theory]
    [InlineData(ClassVolumeWeight.Uniform, 1, 1)]
    [InlineData(ClassVolumeWeight.Simple, 1, 1 / 3.0)]
    [InlineData(ClassVolumeWeight.Square, 1, 1 / 9.0)]
    public void GeneralizedDice_WeighsClassesByTheirVolume(ClassVolumeWeight type, double first, double second)
    {
        // Volumes 1 and 3; shared 0.5 and 2.5; sizes 1 + 1 and 3 + 3.
        using var scope = NewDisposeScope();

        var loss = new GeneralizedDiceLoss(wType: type, smoothNr: 0, smoothDr: 0).call(Prediction, Target);

        Assert.Equal(1 - (2 * ((0.5 * first) + (2.5 * second)) / ((2 * first) + (6 * second))), loss.item<float>(), 5);
    }

    [Fact]
    public void GeneralizedDice_AbsentClassWeighsAsTheHeaviestPresent()
    {
        // Volumes 0 and 4: weights 1/16 and 1/16; shared 0 and 4; sizes 1 and 4 + 4.
        using var scope = NewDisposeScope();
        var input = tensor([1f, 0, 0, 0, 1, 1, 1, 1], [1, 2, 4]);
        var target = tensor([0f, 0, 0, 0, 1, 1, 1, 1], [1, 2, 4]);

        Assert.Equal(1 - (8 / 9.0), new GeneralizedDiceLoss(smoothNr: 0, smoothDr: 0).call(input, target).item<float>(), 5);
    }

    [Fact]
    public void Focal_WithoutExponentIsBinaryCrossEntropy()
    {
        using var scope = NewDisposeScope();
        var logits = randn([2, 3, 4], generator: new Generator(1));
        var target = randint(0, 2, [2, 3, 4], ScalarType.Float32, generator: new Generator(2));

        Assert.Equal(
            nn.functional.binary_cross_entropy_with_logits(logits, target).item<float>(),
            new FocalLoss(gamma: 0).call(logits, target).item<float>(), 6);
    }

    [Fact]
    public void Focal_CountsRightVoxelsLess()
    {
        // The logit 0 is a probability of 1/2: 0.5^2 ln 2.
        using var scope = NewDisposeScope();

        Assert.Equal(0.25 * Math.Log(2), new FocalLoss().call(zeros(1, 1, 3), ones(1, 1, 3)).item<float>(), 6);
    }

    [Fact]
    public void Wasserstein_OfEqualDistancesAndCertaintyIsZero()
    {
        using var scope = NewDisposeScope();
        var target = tensor([0L, 1, 2, 1], [1, 4]);
        var logits = 100 * nn.functional.one_hot(target, 3).transpose(1, 2).to_type(ScalarType.Float32);

        Assert.Equal(0, new GeneralizedWassersteinDiceLoss(1 - eye(3)).call(logits, target).item<float>(), 5);
    }

    [Fact]
    public void Wasserstein_NearMistakeCostsLessThanAFarOne()
    {
        using var scope = NewDisposeScope();
        var loss = new GeneralizedWassersteinDiceLoss(tensor([0, 1f, 1, 1, 0, 0.2f, 1, 0.2f, 0], [3, 3]));
        var target = tensor([1L, 1], [1, 2]);
        Tensor Certain(int label) => 100 * nn.functional.one_hot(full_like(target, label), 3).transpose(1, 2).to_type(ScalarType.Float32);

        Assert.True(loss.call(Certain(2), target).item<float>() < loss.call(Certain(0), target).item<float>());
    }

    [Fact]
    public void Hausdorff_WeighsErrorsByDistance()
    {
        // One voxel too many in a row of six: predicted 1 1 0 0 0 1, wanted 1 1 0 0 0 0. At the last voxel both distances are known:
        // 1 to the outside in the prediction, 4 to the structure in the target; the mean over 12 voxels of two such rows of (1 + 16).
        using var scope = NewDisposeScope();
        var input = tensor([1f, 1, 0, 0, 0, 1], [1, 1, 1, 6]).expand(1, 1, 2, 6);
        var target = tensor([1f, 1, 0, 0, 0, 0], [1, 1, 1, 6]).expand(1, 1, 2, 6);

        var loss = new HausdorffDTLoss().call(input, target).item<float>();

        Assert.Equal(17 / 6.0, loss, 5);
        Assert.Equal(Math.Log(1 + loss), new LogHausdorffDTLoss().call(input, target).item<float>(), 5);
    }

    [Fact]
    public void SoftclDice_IsZeroForAPictureItselfAndHigherForABrokenTube()
    {
        using var scope = NewDisposeScope();
        var tube = zeros(1, 2, 7, 16);
        tube[0, 1].narrow(0, 2, 3).fill_(1);
        var broken = tube.clone();
        broken[0, 1].narrow(1, 7, 2).fill_(0);
        var loss = new SoftclDiceLoss();

        Assert.Equal(0, loss.call(tube, tube).item<float>(), 6);
        Assert.True(loss.call(broken, tube).item<float>() > 0.02);
    }

    [Fact]
    public void Mask_ConfinesTheLoss()
    {
        using var scope = NewDisposeScope();
        var mask = tensor([1f, 1, 0, 0], [1, 1, 4]);
        var inside = new DiceLoss().call(Prediction * mask, Target * mask).item<float>();

        Assert.Equal(inside, new MaskedLoss(new DiceLoss()).call(Prediction, Target, mask).item<float>());
        Assert.Equal(inside, new MaskedDiceLoss().call(Prediction, Target, mask).item<float>());
        Assert.Equal(new DiceLoss().call(Prediction, Target).item<float>(), new MaskedDiceLoss().call(Prediction, Target, null).item<float>());
    }

    [Fact]
    public void MaskThatDoesNotFit_IsRejected()
    {
        using var scope = NewDisposeScope();
        var loss = new MaskedDiceLoss();

        Assert.Contains("mask [1, 2, 4]", Assert.Throws<ArgumentException>(() => loss.call(Prediction, Target, ones(1, 2, 4))).Message);
        Assert.Contains("mask [1, 1, 3]", Assert.Throws<ArgumentException>(() => loss.call(Prediction, Target, ones(1, 1, 3))).Message);
    }

    [Fact]
    public void Unified_IsNoNaNWhereThePredictionIsRight()
    {
        using var scope = NewDisposeScope();
        var target = tensor([1f, 0, 0, 1, 0, 1, 1, 0], [1, 2, 2, 2]);
        using var input = target.clone();
        input.requires_grad = true;

        var loss = new AsymmetricUnifiedFocalLoss().call(input, target);
        loss.backward();

        Assert.InRange(loss.item<float>(), 0, 1e-3);
        Assert.True(input.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void ClassIndicesWithoutOneHot_AreRejectedWithTheWayOut()
    {
        using var scope = NewDisposeScope();
        Loss[] losses = [new TverskyLoss(), new GeneralizedDiceLoss(), new FocalLoss(), new MaskedDiceLoss()];

        Assert.All(losses, loss => Assert.Contains("to_onehot_y", Assert.Throws<ArgumentException>(() => loss.call(zeros(1, 3, 4), zeros(1, 1, 4))).Message));
    }

    [Fact]
    public void ChannelsThatDiffer_AreRejected()
    {
        using var scope = NewDisposeScope();
        Loss[] losses =
        [
            new TverskyLoss(), new GeneralizedDiceLoss(), new FocalLoss(), new DiceFocalLoss(), new GeneralizedDiceFocalLoss(), new HausdorffDTLoss(),
            new LogHausdorffDTLoss(), new SoftclDiceLoss(), new SoftDiceclDiceLoss(), new AsymmetricUnifiedFocalLoss(),
        ];

        Assert.All(losses, loss =>
        {
            var message = Assert.Throws<ArgumentException>(() => loss.call(zeros(1, 3, 4, 4), zeros(1, 2, 4, 4))).Message;
            Assert.Contains("[1, 3, 4, 4]", message);
            Assert.Contains("[1, 2, 4, 4]", message);
        });
    }

    [Fact]
    public void LabelBeyondTheClasses_IsRejected()
    {
        using var scope = NewDisposeScope();
        var labels = tensor([0L, 3], [1, 2]);

        Assert.Contains("0 to 3", Assert.Throws<ArgumentException>(() => new GeneralizedWassersteinDiceLoss(1 - eye(3)).call(zeros(1, 3, 2), labels)).Message);
        Assert.Contains("0 to 3", Assert.Throws<ArgumentException>(() => new NACLLoss(3, 2).call(zeros(1, 3, 1, 2), labels.unsqueeze(0))).Message);
    }

    [Fact]
    public void OneChannel_IsRejectedWhereTheFirstIsTheBackground()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("two channels", Assert.Throws<ArgumentException>(() => new SoftclDiceLoss().call(zeros(1, 1, 4, 4), zeros(1, 1, 4, 4))).Message);
        Assert.Contains("two channels", Assert.Throws<ArgumentException>(() => new AsymmetricFocalLoss().call(zeros(1, 1, 4), zeros(1, 1, 4))).Message);
    }

    [Fact]
    public void DistancesThatAreNone_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => new GeneralizedWassersteinDiceLoss(ones(2, 3))).Message);
        Assert.Contains("not all 0", Assert.Throws<ArgumentException>(() => new GeneralizedWassersteinDiceLoss(zeros(2, 2))).Message);
        Assert.Contains("at least 0", Assert.Throws<ArgumentException>(() => new GeneralizedWassersteinDiceLoss(tensor([1f, -1, 0, 0], [2, 2]))).Message);
    }

    [Fact]
    public void NumbersOutOfRange_AreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new TverskyLoss(alpha: -1));
        Assert.Throws<ArgumentOutOfRangeException>("gamma", () => new FocalLoss(gamma: double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new FocalLoss(alpha: 2));
        Assert.Throws<ArgumentException>(() => new FocalLoss(weight: [1, double.NaN]));
        Assert.Throws<ArgumentOutOfRangeException>("lambdaFocal", () => new DiceFocalLoss(lambdaFocal: -1));
        Assert.Throws<ArgumentOutOfRangeException>("lambdaGdl", () => new GeneralizedDiceFocalLoss(lambdaGdl: -1));
        Assert.Throws<ArgumentOutOfRangeException>("alpha", () => new HausdorffDTLoss(alpha: -1));
        Assert.Throws<ArgumentOutOfRangeException>("iter", () => new SoftclDiceLoss(iter: -1));
        Assert.Throws<ArgumentException>(() => new GeneralizedDiceLoss(sigmoid: true, softmax: true));
    }
}
