using Medulla.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>Losses of pictures, fields, boxes and representations by hand, and what they refuse.</summary>
public sealed class ImageLossTests
{
    [Fact]
    public void SmoothnessOfAStraightField_IsFree()
    {
        // x -> 2 x along the first axis: a slope of 2 in one of two components, no bend.
        using var scope = NewDisposeScope();
        var ramp = 2 * arange(6, ScalarType.Float32).reshape(1, 1, 6, 1).expand(1, 1, 6, 7);
        var field = cat([ramp, zeros_like(ramp)], 1);

        Assert.Equal(0, new BendingEnergyLoss().call(field).item<float>(), 6);
        Assert.Equal(4 / 2.0, new DiffusionLoss().call(field).item<float>(), 6);
    }

    [Fact]
    public void Normalized_DoesNotDependOnTheGrid()
    {
        // (2 x - 1)^2 over x in [0, 1], in units of the picture: a second derivative of 8, however finely it is sampled.
        using var scope = NewDisposeScope();
        static Tensor Bowl(int size) => (linspace(-1, 1, size, ScalarType.Float64).square() * size).reshape(1, 1, size);
        var loss = new BendingEnergyLoss(normalize: true);

        Assert.Equal(64, loss.call(Bowl(401)).item<double>(), 0.7);
        Assert.Equal(64, loss.call(Bowl(801)).item<double>(), 0.4);
    }

    [Fact]
    public void Correlation_IsPerfectUpToBrightnessAndContrast()
    {
        using var scope = NewDisposeScope();
        var image = rand([1, 1, 9, 9], generator: new Generator(1));
        var loss = new LocalNormalizedCrossCorrelationLoss(2, 3, reduction: Reduction.None);

        // At the border zeros outside take part.
        Assert.Equal(-1, loss.call(image, (3 * image) + 2).narrow(2, 1, 7).narrow(3, 1, 7).mean().item<float>(), 2);
        Assert.True(loss.call(image, rand([1, 1, 9, 9], generator: new Generator(2))).mean().item<float>() > -0.6);
    }

    [Fact]
    public void MutualInformation_SeesThroughInvertedContrast()
    {
        using var scope = NewDisposeScope();
        var image = rand([1, 1, 16, 16], generator: new Generator(1));
        var other = rand([1, 1, 16, 16], generator: new Generator(2));

        Assert.All(Enum.GetValues<MutualInformationKernel>(), kernel =>
        {
            var loss = new GlobalMutualInformationLoss(kernel, 12);
            Assert.True(loss.call(image, 1 - image).item<float>() < 2 * loss.call(image, other).item<float>());
        });
    }

    [Fact]
    public void Similarity_OfAPictureToItselfIsOne()
    {
        using var scope = NewDisposeScope();
        var image = rand([2, 1, 12, 13], generator: new Generator(1));

        Assert.Equal(0, new SSIMLoss(2).call(image, image).item<float>(), 5);
        Assert.Equal([2, 1], new SSIMLoss(2, reduction: Reduction.None).call(image, 1 - image).shape);
    }

    [Fact]
    public void Similarity_FollowsTheRangeOfIntensities()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (rand([1, 1, 12, 13], generator: new Generator(1)), rand([1, 1, 12, 13], generator: new Generator(2)));
        var loss = new SSIMLoss(2, dataRange: 1);
        var expected = loss.call(a, b).item<float>();
        loss.DataRange = 100;

        Assert.Equal(expected, loss.call(100 * a, 100 * b).item<float>(), 4);
    }

    [Fact]
    public void Spectrum_DoesNotSeeAShift()
    {
        using var scope = NewDisposeScope();
        var image = rand([1, 1, 8, 8], generator: new Generator(1));

        Assert.Equal(0, new JukeboxLoss(2).call(image, image.roll([3, 1], [2, 3])).item<float>(), 5);
    }

    [Fact]
    public void Boxes_ThatMeetAreFreeAndThoseFarApartCostMoreThanOne()
    {
        using var scope = NewDisposeScope();
        var boxes = tensor([0f, 0, 1, 1, 0, 0, 2, 2], [2, 4]);
        var far = tensor([9f, 9, 10, 10, 0, 0, 2, 2], [2, 4]);

        var loss = new BoxGIoULoss(Reduction.None).call(far, boxes);

        // Of a square of 10 by 10 around two of 1 by 1, 98 are empty.
        Assert.Equal(1 + 0.98, loss[0].item<float>(), 5);
        Assert.Equal(0, loss[1].item<float>(), 5);
    }

    [Fact]
    public void Contrast_IsTheShareOfThePartnerAmongAllOthers()
    {
        // Orthogonal pairs, each equal to its partner: cosine 1 to it and 0 to the two others, at temperature 1.
        using var scope = NewDisposeScope();
        var views = eye(2);

        Assert.Equal(Math.Log((Math.E + 2) / Math.E), new ContrastiveLoss(temperature: 1).call(views, views).item<float>(), 5);
    }

    [Fact]
    public void Twins_OfIndependentFeaturesThatAgreeAreNearZero()
    {
        using var scope = NewDisposeScope();
        var views = tensor([1f, 1, 1, -1, -1, 1, -1, -1], [4, 2]);

        // The deviation is taken of a sample and the correlation over all: 3/4 each, and (3/4 - 1)^2 twice.
        Assert.Equal(2 / 16.0, new BarlowTwinsLoss().call(views, views).item<float>(), 4);
    }

    [Fact]
    public void Scales_AreAveraged()
    {
        using var scope = NewDisposeScope();
        var (input, target) = (rand([1, 1, 8, 8], generator: new Generator(1)), rand([1, 1, 8, 8], generator: new Generator(2)));
        double At(params double[] scales) => new MultiScaleLoss(new DiceLoss(), scales: scales).call(target, input).item<float>();

        Assert.Equal(new DiceLoss().call(input, target).item<float>(), At(0), 6);
        Assert.Equal((At(0) + At(2)) / 2, At(0, 2), 6);
    }

    [Fact]
    public void DeepSupervision_WeighsCoarserOutputsLess()
    {
        using var scope = NewDisposeScope();
        var target = randint(0, 2, [1, 1, 8, 8], ScalarType.Int64, generator: new Generator(1));
        var (fine, coarse) = (rand([1, 2, 8, 8], generator: new Generator(2)), rand([1, 2, 4, 4], generator: new Generator(3)));
        var dice = new DiceLoss(toOnehotY: true);
        // The nearest of two voxels along each axis is the upper one.
        var half = target.slice(2, 1, 8, 2).slice(3, 1, 8, 2);

        var loss = new DeepSupervisionLoss(dice).call([fine, coarse], target).item<float>();

        Assert.Equal(dice.call(fine, target).item<float>() + (0.5 * dice.call(coarse, half).item<float>()), loss, 5);
        Assert.Equal(
            (3 * dice.call(fine, target).item<float>()) + dice.call(coarse, half).item<float>(),
            new DeepSupervisionLoss(dice, weights: [3, 1, 7]).call([fine, coarse], target).item<float>(), 5);
    }

    [Fact]
    public void Adversary_IsBeatenByWhatPassesForReal()
    {
        using var scope = NewDisposeScope();
        var sure = ones(1, 1, 4, 4);

        Assert.Equal(0, new PatchAdversarialLoss().ForGenerator(sure).item<float>(), 6);
        Assert.Equal(1, new PatchAdversarialLoss().ForDiscriminator(false, sure).item<float>(), 6);
        Assert.Equal(1 + Math.Tanh(1), new PatchAdversarialLoss(criterion: AdversarialCriterion.Hinge).ForDiscriminator(false, sure).item<float>(), 5);
        Assert.Equal(Math.Log(1 + Math.Exp(-1)), new PatchAdversarialLoss(criterion: AdversarialCriterion.Bce).ForGenerator(sure, sure).item<float>(), 5);
        Assert.Equal(32, new PatchAdversarialLoss(Reduction.Sum).ForDiscriminator(false, sure, sure).item<float>(), 5);
    }

    [Fact]
    public void AdversaryWithoutReduction_GivesParts()
    {
        using var scope = NewDisposeScope();
        var loss = new PatchAdversarialLoss(Reduction.None);

        Assert.Equal([1, 1, 2, 2], loss.Parts([zeros(1, 1, 2, 2), zeros(1, 1, 3, 3)], true)[0].shape);
        Assert.Contains("Parts", Assert.Throws<InvalidOperationException>(() => loss.ForGenerator(zeros(1, 1, 2, 2))).Message);
        Assert.Throws<ArgumentException>(() => loss.Parts([], true));
    }

    [Fact]
    public void Sure_IsTheErrorTimesTheDivergence()
    {
        // y = 2 x with noise of ones: the change is 0.2 everywhere, so the sum of products of row sums is 2 rows x 3 x 0.6 = 3.6, over 0.1;
        // the error is 4 at each voxel; 2 x 3 voxels.
        using var scope = NewDisposeScope();
        var x = ones(1, 1, 2, 3);

        var loss = new SURELoss(ones_like(x), 0.1).call(y => 2 * y, x, zeros_like(x));

        Assert.Equal(4 * 36 / 6.0, loss.item<float>(), 3);
    }

    [Fact]
    public void Perception_IsZeroForThePictureItselfOnly()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Conv3d(1, 4, 3);
        var (a, b) = (rand([1, 2, 6, 6, 6], generator: new Generator(1)), rand([1, 2, 6, 6, 6], generator: new Generator(2)));
        var loss = new PerceptualLoss(3, network, PerceptualNetwork.MedicalNetResNet10, isFake3d: false, channelWise: true);

        Assert.Equal([2], loss.call(a, b).shape);
        Assert.Equal(0, loss.call(a, a).sum().item<float>(), 6);
        Assert.True(loss.call(a, b).sum().item<float>() > 0.01);
        Assert.DoesNotContain(network.parameters(), weight => weight.requires_grad);
    }

    [Fact]
    public void Perception_OfVolumesCanGoSliceBySlice()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Conv2d(3, 4, 3);
        var (a, b) = (rand([1, 1, 5, 6, 7], generator: new Generator(1)), rand([1, 1, 5, 6, 7], generator: new Generator(2)));

        Assert.True(new PerceptualLoss(3, network, PerceptualNetwork.RadImageNetResNet50).call(a, b).item<float>() > 0.001);
        Assert.Contains("fake_3d_ratio", Assert.Throws<ArgumentException>(() => new PerceptualLoss(3, network, fake3dRatio: 0.1).call(a, b)).Message);
    }

    [Fact]
    public void PerceptionWithoutANetwork_SaysHowToGiveOne()
    {
        Assert.Contains("torch.jit.trace", Assert.Throws<ArgumentException>(() => new PerceptualLoss(2)).Message);
        Assert.Throws<FileNotFoundException>(() => new PerceptualLoss(2, pretrainedPath: "nowhere.pt"));
        Assert.Contains("is_fake_3d", Assert.Throws<ArgumentException>(() => new PerceptualLoss(3, isFake3d: false)).Message);
    }

    [Fact]
    public void ShapesThatDiffer_AreRejected()
    {
        using var scope = NewDisposeScope();
        Loss[] losses =
        [
            new SSIMLoss(2), new JukeboxLoss(2), new LocalNormalizedCrossCorrelationLoss(2), new GlobalMutualInformationLoss(), new PerceptualLoss(2, nn.Conv2d(3, 3, 1)),
        ];

        Assert.All(losses, loss => Assert.Contains("[1, 3, 16, 15]", Assert.Throws<ArgumentException>(() => loss.call(zeros(1, 3, 16, 16), zeros(1, 3, 16, 15))).Message));
    }

    [Fact]
    public void FieldWithoutAComponentForEachAxis_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[1, 3, 6, 6]", Assert.Throws<ArgumentException>(() => new DiffusionLoss().call(zeros(1, 3, 6, 6))).Message);
        Assert.Contains("at least 5", Assert.Throws<ArgumentException>(() => new BendingEnergyLoss().call(zeros(1, 2, 6, 4))).Message);
    }

    [Fact]
    public void RepresentationsThatDoNotPair_AreRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[B, features]", Assert.Throws<ArgumentException>(() => new ContrastiveLoss().call(zeros(2, 3, 4), zeros(2, 3, 4))).Message);
        Assert.Contains("[2, 4]", Assert.Throws<ArgumentException>(() => new ContrastiveLoss().call(zeros(2, 3), zeros(2, 4))).Message);
        Assert.Contains("at least two", Assert.Throws<ArgumentException>(() => new BarlowTwinsLoss().call(zeros(1, 3), zeros(1, 3))).Message);
    }

    [Fact]
    public void WindowLargerThanThePicture_IsRejected()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("smaller window", Assert.Throws<ArgumentException>(() => new SSIMLoss(2).call(zeros(1, 1, 8, 20), zeros(1, 1, 8, 20))).Message);
    }

    [Fact]
    public void NumbersOutOfRange_AreRejected()
    {
        Assert.Throws<ArgumentException>("kernelSize", () => new LocalNormalizedCrossCorrelationLoss(kernelSize: 4));
        Assert.Throws<ArgumentOutOfRangeException>("spatialDims", () => new LocalNormalizedCrossCorrelationLoss(4));
        Assert.Throws<ArgumentOutOfRangeException>("numBins", () => new GlobalMutualInformationLoss(MutualInformationKernel.BSpline, 4));
        Assert.Throws<ArgumentOutOfRangeException>("spatialDims", () => new SSIMLoss(1));
        Assert.Throws<ArgumentException>("scales", () => new MultiScaleLoss(new DiceLoss(), scales: [1, -1]));
        Assert.Throws<ArgumentOutOfRangeException>("temperature", () => new ContrastiveLoss(0));
        Assert.Throws<ArgumentOutOfRangeException>("lambd", () => new BarlowTwinsLoss(-1));
        Assert.Throws<ArgumentOutOfRangeException>("eps", () => new SURELoss(eps: 0));
        Assert.Throws<ArgumentOutOfRangeException>("dim", () => new NACLLoss(2, 1));
        Assert.Throws<ArgumentException>("fftSignalSize", () => new JukeboxLoss(2, fftSignalSize: [4, 4]));
    }
}
