using Medulla.Inferers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

/// <summary>How classes, points and windows of VISTA3D go together.</summary>
public class VISTA3DTests
{
    private const float Nothing = -9999;

    [Fact]
    public void WithoutPrompts_NothingIsSegmented() => With((network, image) =>
    {
        Assert.Equal([1, 1, 8, 8, 8], network.call(image).shape);
        Assert.True(network.call(image).eq(Nothing).all().item<bool>());
    });

    [Fact]
    public void SlidingWindows_SegmentClasses_AsTheWholeImageWouldBe() => With((network, image) =>
    {
        var classes = tensor(new long[] { 0, 1 }).view(2, 1);
        var whole = network.call(image, classVector: classes, transpose: true);
        var stitched = new SlidingWindowInferer(8).RunWindows(image, windows => network.call(windows.Data, windows.Windows, classVector: classes, transpose: true)).Single;
        Assert.True(stitched.allclose(whole, 1e-4, 1e-4));
    });

    [Fact]
    public void APointOutsideTheWindow_SegmentsNothingThere() => With((network, image) =>
    {
        var (points, inside) = (tensor(new float[] { 3, 3, 3 }).view(1, 1, 3), tensor(new long[] { 1 }).view(1, 1));
        Assert.True(network.call(image, [new(0, [8, 0, 0])], points, inside).eq(Nothing).all().item<bool>());
        var near = network.call(image, [new(0, [0, 0, 0])], points, inside);
        Assert.True(near.allclose(network.call(image, null, points, inside)), "a window that begins with the image sees the point where it is");
        var shifted = network.call(image, [new(0, [2, 2, 2])], points + 2, inside);
        Assert.True(shifted.allclose(near), "a window further on sees points further on alike");
    });

    [Fact]
    public void OfTwoObjects_TheOneWithoutPointsIsNothing() => With((network, image) =>
    {
        var points = tensor(new float[] { 3, 3, 3, 0, 0, 0 }).view(2, 1, 3);
        var logits = network.call(image, null, points, tensor(new long[] { 1, -1 }).view(2, 1));
        Assert.False(logits[0].eq(Nothing).any().item<bool>());
        Assert.True(logits[1].eq(Nothing).all().item<bool>());
    });

    [Fact]
    public void PointsCountNearThemselves_ClassesElsewhere() => With((network, image) =>
    {
        var classes = tensor(new long[] { 1 }).view(1, 1);
        var (points, inside) = (tensor(new float[] { 0, 0, 0 }).view(1, 1, 3), tensor(new long[] { 1 }).view(1, 1));
        var (auto, byPoint, both) = (network.call(image, classVector: classes), network.call(image, null, points, inside), network.call(image, null, points, inside, classes, radius: 1));
        Assert.Equal(byPoint[0, 0, 0, 0, 0].item<float>(), both[0, 0, 0, 0, 0].item<float>(), 1e-4);
        Assert.Equal(auto[0, 0, 7, 7, 7].item<float>(), both[0, 0, 7, 7, 7].item<float>(), 1e-4);
    });

    [Fact]
    public void FormerResult_ChangesOnlyInComponentsThatPointsTouch() => With((network, image) =>
    {
        var (points, inside) = (tensor(new float[] { 4, 4, 4 }).view(1, 1, 3), tensor(new long[] { 1 }).view(1, 1));
        var former = rand([1, 1, 8, 8, 8]) - 3;
        var answer = network.call(image, [new(0, [0, 0, 0])], points, inside);
        var corrected = network.call(image, [new(0, [0, 0, 0])], points, inside, prevMask: former);
        var changed = corrected.ne(former);
        Assert.True(corrected.masked_select(changed).allclose(answer.masked_select(changed)));
        Assert.False(answer.masked_select(changed).lt(0).any().item<bool>(), "what was nothing can only become something");
    });

    [Fact]
    public void KeptFeatures_AnswerFurtherPoints_UntilTheyAreForgotten() => With((network, image) =>
    {
        var (points, inside) = (tensor(new float[] { 4, 4, 4 }).view(1, 1, 3), tensor(new long[] { 1 }).view(1, 1));
        var first = network.call(image, null, points, inside, keepCache: true);
        Assert.True(network.call(zeros_like(image), null, points, inside, keepCache: true).allclose(first));
        network.ForgetFeatures();
        Assert.False(network.call(zeros_like(image), null, points, inside).allclose(first));
    });

    [Fact]
    public void Freezing_LeavesTheOtherWayFreeToLearn() => With((network, _) =>
    {
        network.SetAutoGrad(autoFreeze: true);
        var free = network.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name).ToList();
        Assert.Contains(free, name => name.StartsWith("point_head.", StringComparison.Ordinal));
        Assert.Contains(free, name => name.StartsWith("image_encoder.up_layers.", StringComparison.Ordinal));
        Assert.DoesNotContain(free, name => name.StartsWith("class_head.", StringComparison.Ordinal) || name.StartsWith("image_encoder.encoder.", StringComparison.Ordinal));
    });

    [Fact]
    public void PointsThatDoNotFit_AreRejected() => With((network, image) =>
    {
        var point = zeros(1, 1, 3);
        Assert.Contains("[B, N, 3]", Assert.Throws<ArgumentException>(() => network.call(image, null, zeros(1, 1, 2), ones(1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("-1 to 3", Assert.Throws<ArgumentException>(() => network.call(image, null, point, full(1, 1, 4L))).Message, StringComparison.Ordinal);
        Assert.Contains("padSize", Assert.Throws<ArgumentException>(() => network.call(image, null, point, ones(1, 1), padSize: [1, 1])).Message, StringComparison.Ordinal);
    });

    private static void With(Action<VISTA3D, Tensor> test)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = TransformerNetworks.Vista();
        network.eval();
        test(network, rand([1, 1, 8, 8, 8]));
    }
}
