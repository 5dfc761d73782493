using Medulla.Data.Boxes;
using Medulla.Detection;
using Medulla.Detection.Networks;
using Medulla.Imaging;
using Medulla.Losses;
using Medulla.Networks.Blocks;
using Medulla.Networks.Nets;
using Medulla.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Detection.Networks;

public class RetinaNetDetectorTests
{
    private static RetinaNetDetector Make(int classes = 2)
        => new(
            new RetinaNet(2, classes, 1, DetectionNetworks.Pyramid(), 8),
            new AnchorGeneratorWithAnchorShape([1, 2, 4], Values.From<Values<double>>([[8, 8]])));

    private static BoxTargets Square(int from, int to, long label = 0) => new(tensor(new float[,] { { from, from, to, to } }), tensor([label]));

    [Fact]
    public void Training_FindsWhatItWasShown()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var detector = Make();
        detector.SetAtssMatcher();
        detector.SetHardNegativeSampler(16, 0.5);
        var image = zeros(1, 1, 32, 32);
        image[.., .., 8..16, 8..16] = 1;
        using var optimizer = optim.Adam(detector.parameters(), 0.01);
        double Step()
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            var loss = detector.Losses(image, [Square(8, 16, 1)]);
            var total = loss.Classification + loss.BoxRegression;
            total.backward();
            optimizer.step();
            return total.item<float>();
        }
        var first = Step();
        var steps = 1;   // how many it takes depends on the draws, which libtorch shares between threads
        while (Step() > 0.1 * first)
        {
            Assert.True(++steps < 400, $"The loss began at {first} and is not a tenth of it after {steps} steps.");
        }

        var found = detector.Detect(image)[0];
        Assert.Equal(1, found.Labels[0].item<long>());
        Assert.True(BoxMeasures.BoxIou(found.Boxes.narrow(0, 0, 1), Square(8, 16).Boxes).item<float>() > 0.5, found.Boxes.str());
    }

    [Fact]
    public void AllWaysToTrain_GiveGradients()
    {
        using var scope = NewDisposeScope();
        Action<RetinaNetDetector>[] ways =
        [
            d => d.SetRegularMatcher(0.5, 0.3),
            d => { d.SetAtssMatcher(2, true); d.SetHardNegativeSampler(8, 0.5); },
            d => { d.SetRegularMatcher(0.4, 0.4); d.SetBalancedSampler(8, 0.5); },
            d => { d.SetAtssMatcher(); d.SetClsLoss(new FocalLoss()); d.SetBoxRegressionLoss(new BoxGIoULoss(), false, true); d.SetBoxCoderWeights([10, 10, 5, 5]); },
        ];
        foreach (var way in ways)
        {
            var detector = Make();
            way(detector);
            var losses = detector.Losses([rand(1, 24, 16), rand(1, 16, 32)], [Square(2, 12), new(zeros(0, 4), zeros(0, ScalarType.Int64))]);
            (losses.Classification + losses.BoxRegression).backward();
            Assert.Contains(detector.parameters(), parameter => parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0);
        }
    }

    [Fact]
    public void ImagesWithoutAnyBoxes_CostNoBoxLoss()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        detector.SetAtssMatcher();
        var losses = detector.Losses(rand(1, 1, 16, 16), [new(zeros([0]), zeros([0]))]);
        Assert.Equal(0, losses.BoxRegression.item<float>());
        (losses.Classification + losses.BoxRegression).backward();
    }

    [Fact]
    public void Call_IsAsTheReferencesInBothModes()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        detector.SetAtssMatcher();
        detector.SetTargetKeys("box", "label");
        var targets = new[] { new Dictionary<string, Tensor> { ["box"] = Square(2, 12).Boxes, ["label"] = tensor([0L]) } };
        Assert.IsType<DetectionLosses>(detector.call(rand(1, 1, 16, 16), targets));
        detector.eval();
        var found = Assert.IsType<List<Dictionary<string, Tensor>>>(detector.call([rand(1, 16, 16)]));
        Assert.Equal(["box", "label", "label_scores"], found[0].Keys.Order());
    }

    [Fact]
    public void WindowsAsLargeAsTheImage_FindTheSame()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        detector.eval();
        detector.SetBoxSelectorParameters(0.0, 10, 0.5, 10);
        detector.SetSlidingWindowInferer(16);
        var image = rand(1, 1, 16, 16);
        var (whole, stitched) = (detector.Detect(image)[0], detector.Detect(image, useInferer: true)[0]);
        BoxNumbers.AssertClose(whole.Boxes, stitched.Boxes);
        BoxNumbers.AssertClose(whole.Scores, stitched.Scores);
    }

    [Fact]
    public void BoxesOfPaddedImages_LieInside()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        detector.eval();
        detector.SetBoxSelectorParameters(0.0, 100, 0.5, 100);
        var found = detector.Detect([rand(1, 11, 13), rand(1, 16, 9)]);
        Assert.True(found[0].Boxes.numel() > 0 && found[0].Boxes.le(tensor([11f, 13, 11, 13])).all().item<bool>());
        Assert.True(found[1].Boxes.numel() > 0 && found[1].Boxes.le(tensor([16f, 9, 16, 9])).all().item<bool>());
    }

    [Fact]
    public void Calls_LeaveOnlyTheirResults()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        detector.SetAtssMatcher();
        detector.SetHardNegativeSampler(8, 0.5);
        var (image, target) = (rand(1, 1, 16, 16), Square(2, 12));
        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            var losses = detector.Losses(image, [target]);
            losses.Classification.Dispose();
            losses.BoxRegression.Dispose();
        }));
        detector.eval();
        Assert.Equal(0, LiveTensors.Growth(() =>
        {
            foreach (var found in detector.Detect(image))
            {
                found.Boxes.Dispose();
                found.Scores.Dispose();
                found.Labels.Dispose();
            }
        }));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        using var scope = NewDisposeScope();
        var detector = Make();
        string Refused<T>(Func<object?> action)
            where T : Exception
            => Assert.Throws<T>(action).Message;
        Assert.Contains("SetAtssMatcher", Refused<InvalidOperationException>(() => detector.Losses(rand(1, 1, 16, 16), [Square(2, 12)])));
        detector.SetAtssMatcher();
        Assert.Contains("targets of 2", Refused<ArgumentException>(() => detector.Losses(rand(1, 1, 16, 16), [Square(2, 12), Square(2, 12)])));
        Assert.Contains("classes from 0 to 1", Refused<ArgumentException>(() => detector.Losses(rand(1, 1, 16, 16), [Square(2, 12, 2)])));
        Assert.Contains("[M, 4]", Refused<ArgumentException>(() => detector.Losses(rand(1, 1, 16, 16), [new(zeros(1, 6), zeros(1))])));
        Assert.Contains("Int64", Refused<ArgumentException>(() => detector.Losses(rand(1, 1, 16, 16), [new(zeros(1, 4, ScalarType.Int64), zeros(1))])));
        Assert.Contains("2 labels", Refused<ArgumentException>(() => detector.Losses(rand(1, 1, 16, 16), [new(zeros(1, 4), zeros(2))])));
        Assert.Contains("not finite", Refused<InvalidOperationException>(() => detector.Losses(full(1, 1, 16, 16, double.NaN), [Square(2, 12)])));
        Assert.Contains("targets are needed", Refused<ArgumentException>(() => detector.call(rand(1, 1, 16, 16))));
        Assert.Contains("'boxes'", Refused<ArgumentException>(() => detector.call(rand(1, 1, 16, 16), [new Dictionary<string, Tensor> { ["box"] = zeros(1, 4) }])));
        Assert.Contains("SetSlidingWindowInferer", Refused<InvalidOperationException>(() => detector.Detect(rand(1, 1, 16, 16), useInferer: true)));
        Assert.Contains("2 spatial axes", Refused<ArgumentException>(() => detector.Detect(rand([1, 1, 16, 16, 16]))));
        Assert.Contains("no images", Refused<ArgumentException>(() => detector.Detect([])));
        Assert.Contains("1, 2", Refused<ArgumentException>(() => detector.Detect([rand(1, 16, 16), rand(2, 16, 16)])));
        Assert.Contains("4 are expected", Assert.Throws<ArgumentException>(() => detector.SetBoxCoderWeights([1, 1])).Message);
        Assert.Contains("made for 1 anchors", Refused<ArgumentException>(() => new RetinaNetDetector(detector.Network, new AnchorGenerator())));
    }

    [Fact]
    public void PublishedDetector_IsPutTogether()
    {
        using var scope = NewDisposeScope();
        using var detector = RetinaNetDetectors.Create(
            1, new AnchorGeneratorWithAnchorShape([1, 2], Values.From<Values<double>>([[8, 8]])), [1], spatialDims: 2, nInputChannels: 1, conv1TStride: 2, widenFactor: 0.25);
        Assert.Equal([8, 8], detector.Network.SizeDivisible);
        detector.eval();
        Assert.Equal(2, detector.Detect(rand(2, 1, 20, 16)).Count);
    }

    [Fact]
    public void PretrainedBackbone_LearnsInItsLastPartsOnly()
    {
        ResNet Backbone() => new(ResNetBlockKind.Basic, [1, 1, 1, 1], [2, 4, 8, 16], 2, 1, 3);
        static bool Learns(BackboneWithFPN pyramid, string name) => pyramid.named_parameters().Where(one => one.name.StartsWith($"body.{name}", StringComparison.Ordinal)).All(one => one.parameter.requires_grad);
        var kept = ResNetFeatureExtractor.Create(Backbone(), 2, pretrainedBackbone: true);
        Assert.False(Learns(kept, "conv1") || Learns(kept, "layer1"));
        Assert.True(Learns(kept, "layer2"));
        var fresh = ResNetFeatureExtractor.Create(Backbone(), 2, trainableBackboneLayers: 0);
        Assert.True(Learns(fresh, "conv1") && Learns(fresh, "bn1"));
        Assert.Throws<ArgumentException>(() => ResNetFeatureExtractor.Create(Backbone(), 2, returnedLayers: [0, 1]));
        Assert.Throws<ArgumentException>(() => ResNetFeatureExtractor.Create(Backbone(), 2, true, trainableBackboneLayers: 6));
    }

    [Fact]
    public void PyramidsThatCannotBe_AreRejected()
    {
        var backbone = new ResNet(ResNetBlockKind.Basic, [1, 1, 1, 1], [2, 4, 8, 16], 2, 1, 3);
        Assert.Contains("layer9", Assert.Throws<ArgumentException>(() => new IntermediateLayers(backbone, new Dictionary<string, string> { ["layer9"] = "0" })).Message);
        Assert.Throws<ArgumentException>(() => new FeaturePyramidNetwork(2, [], 8));
        using var network = new FeaturePyramidNetwork(2, [4], 8);
        Assert.Contains("1 are expected", Assert.Throws<ArgumentException>(
            () => network.call(new Dictionary<string, Tensor> { ["a"] = zeros(1, 4, 4, 4), ["b"] = zeros(1, 4, 2, 2) })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetinaNetClassificationHead(8, 1, 1, 2, 0));
        Assert.Throws<ArgumentException>(() => new RetinaNetRegressionHead(6, 1, 2));
    }
}
