using Medulla.Losses;
using Medulla.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Losses;

/// <summary>A loss with small arguments of the kind that it takes.</summary>
/// <param name="Module">The loss; disposed by who uses it.</param>
/// <param name="Value">The loss of an input.</param>
/// <param name="Input">What gradients are taken of, float64.</param>
internal sealed record Example(nn.Module Module, Func<Tensor, Tensor> Value, Tensor Input)
{
    /// <summary>All losses, found by reflection.</summary>
    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(Loss).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Loss).Namespace && !type.IsAbstract && typeof(nn.Module).IsAssignableFrom(type))];

    /// <summary>Losses that work in single precision, as the reference's do.</summary>
    public static IReadOnlySet<string> InSingle { get; } = new HashSet<string>
    {
        nameof(FocalLoss), nameof(DiceFocalLoss), nameof(GeneralizedDiceFocalLoss), nameof(DeepSupervisionLoss), nameof(SSIMLoss), nameof(BoxGIoULoss),
    };

    /// <summary>The example of a loss.</summary>
    public static Example Of(Type type)
    {
        var random = new Generator(7);
        Tensor Normal(params long[] shape) => randn(shape, ScalarType.Float64, generator: random);
        Tensor Uniform(params long[] shape) => rand(shape, ScalarType.Float64, generator: random);
        Tensor Labels(long classes, params long[] shape) => randint(0, classes, shape, ScalarType.Int64, generator: random);
        Example Pair(Loss loss, Tensor input, Tensor target) => new(loss, x => loss.call(x, target), input);
        Example Alone(DisplacementLoss loss, Tensor input) => new(loss, loss.call, input);
        Example Segmentation(Loss loss) => Pair(loss, Normal(2, 3, 4, 3), Labels(3, 2, 1, 4, 3));
        Example Pictures(Loss loss) => Pair(loss, Uniform(1, 2, 6, 5), Uniform(1, 2, 6, 5));
        // Probabilities of two classes that differ from voxel to voxel, so that no maximum is tied.
        Example Probabilities(Loss loss) => Pair(loss, Uniform(2, 2, 5, 6).softmax(1), OneHot.Of(Labels(2, 2, 1, 5, 6), 2, ScalarType.Float64));
        return type.Name switch
        {
            nameof(DiceLoss) => Segmentation(new DiceLoss(toOnehotY: true, softmax: true, weight: [1, 2, 3])),
            nameof(DiceCELoss) => Segmentation(new DiceCELoss(toOnehotY: true, softmax: true)),
            nameof(DiceFocalLoss) => Segmentation(new DiceFocalLoss(toOnehotY: true, sigmoid: true, squaredPred: true)),
            nameof(FocalLoss) => Segmentation(new FocalLoss(toOnehotY: true, alpha: 0.3, useSoftmax: true)),
            nameof(GeneralizedDiceLoss) => Segmentation(new GeneralizedDiceLoss(toOnehotY: true, softmax: true)),
            nameof(GeneralizedDiceFocalLoss) => Segmentation(new GeneralizedDiceFocalLoss(toOnehotY: true, softmax: true, weight: 2)),
            nameof(GeneralizedWassersteinDiceLoss) => Segmentation(new GeneralizedWassersteinDiceLoss(
                tensor([0.0, 1, 2, 1, 0, 0.5, 2, 0.5, 0], [3, 3]), WassersteinWeighting.GeneralizedDice)),
            nameof(TverskyLoss) => Segmentation(new TverskyLoss(toOnehotY: true, softmax: true, alpha: 0.3, beta: 0.7, batch: true)),
            nameof(HausdorffDTLoss) => Segmentation(new HausdorffDTLoss(toOnehotY: true, softmax: true, includeBackground: true)),
            nameof(LogHausdorffDTLoss) => Segmentation(new LogHausdorffDTLoss(toOnehotY: true, softmax: true, batch: true)),
            nameof(MaskedDiceLoss) => Segmentation(new MaskedDiceLoss(toOnehotY: true, softmax: true)),
            nameof(MaskedLoss) => Segmentation(new MaskedLoss(new DiceLoss(toOnehotY: true, softmax: true))),
            nameof(DeepSupervisionLoss) => Segmentation(new DeepSupervisionLoss(new DiceLoss(toOnehotY: true, softmax: true))),
            nameof(NACLLoss) => Pair(new NACLLoss(3, 2, distanceType: NeighborDistance.L2), Normal(2, 3, 4, 3), Labels(3, 2, 4, 3)),
            nameof(AsymmetricFocalLoss) => Probabilities(new AsymmetricFocalLoss()),
            nameof(AsymmetricFocalTverskyLoss) => Probabilities(new AsymmetricFocalTverskyLoss()),
            nameof(AsymmetricUnifiedFocalLoss) => Probabilities(new AsymmetricUnifiedFocalLoss()),
            nameof(SoftclDiceLoss) => Probabilities(new SoftclDiceLoss(iter: 2)),
            nameof(SoftDiceclDiceLoss) => Probabilities(new SoftDiceclDiceLoss(iter: 2)),
            nameof(MultiScaleLoss) => Swapped(new MultiScaleLoss(new DiceLoss(sigmoid: true), scales: [0, 1]), Normal(1, 2, 5, 4), Uniform(1, 2, 5, 4)),
            nameof(SSIMLoss) => Pictures(new SSIMLoss(2, winSize: 3)),
            nameof(JukeboxLoss) => Pictures(new JukeboxLoss(2)),
            nameof(LocalNormalizedCrossCorrelationLoss) => Pictures(new LocalNormalizedCrossCorrelationLoss(2, 5, kernelType: CorrelationWindow.Triangular)),
            nameof(GlobalMutualInformationLoss) => Pictures(new GlobalMutualInformationLoss(numBins: 6)),
            nameof(PerceptualLoss) => Pair(new PerceptualLoss(2, new Squares()), Uniform(2, 3, 4, 4), Uniform(2, 3, 4, 4)),
            nameof(BendingEnergyLoss) => Alone(new BendingEnergyLoss(normalize: true), Normal(1, 2, 6, 5)),
            nameof(DiffusionLoss) => Alone(new DiffusionLoss(normalize: true), Normal(1, 3, 3, 4, 5)),
            nameof(ContrastiveLoss) => Pair(new ContrastiveLoss(), Normal(3, 4), Normal(3, 4)),
            nameof(BarlowTwinsLoss) => Pair(new BarlowTwinsLoss(), Normal(4, 3), Normal(4, 3)),
            nameof(BoxGIoULoss) => Pair(new BoxGIoULoss(), tensor([0.0, 0, 2, 3, 1, 1, 4, 2], [2, 4]), tensor([1.0, 1, 3, 4, 0, 0.5, 3, 3], [2, 4])),
            nameof(PatchAdversarialLoss) => Adversarial(new(criterion: AdversarialCriterion.Bce), Normal(2, 1, 3, 3)),
            nameof(SURELoss) => Unsupervised(new(Normal(1, 2, 4, 4), 0.1), Normal(1, 2, 4, 4), Normal(1, 2, 4, 4)),
            _ => throw new ArgumentException($"{type.Name} has no example in the tests of losses; add one."),
        };
    }

    private static Example Swapped(Loss loss, Tensor input, Tensor target) => new(loss, x => loss.call(target, x), input);

    private static Example Adversarial(PatchAdversarialLoss loss, Tensor input) => new(loss, x => loss.ForDiscriminator(false, x), input);

    private static Example Unsupervised(SURELoss loss, Tensor input, Tensor target) => new(loss, x => loss.call(y => y.sin(), x, target), input);

    /// <summary>Stands for a network of features.</summary>
    private sealed class Squares() : nn.Module<Tensor, Tensor>(nameof(Squares))
    {
        public override Tensor forward(Tensor input) => cat([input, input.square()], 1);
    }
}
