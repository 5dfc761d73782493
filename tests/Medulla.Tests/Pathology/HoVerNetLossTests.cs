using Medulla.Pathology.Inferers;
using Medulla.Pathology.Losses;
using Medulla.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Pathology;

public sealed class HoVerNetLossTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static Dictionary<string, Tensor> Branches(uint seed)
    {
        RandomState random = new(seed);
        return new[] { ("nucleus_prediction", 2L), ("horizontal_vertical", 2), ("type_prediction", 3) }.ToDictionary(
            branch => branch.Item1, branch => random.Normal(0, 1, [2, branch.Item2, 8, 8], ScalarType.Float64));
    }

    private static Dictionary<string, Tensor> Truth()
        => Branches(2).ToDictionary(pair => pair.Key, pair => pair.Key == "horizontal_vertical" ? pair.Value : pair.Value.eq(pair.Value.amax([1], keepdim: true)).to_type(ScalarType.Float64));

    [Theory]
    [InlineData("nucleus_prediction")]
    [InlineData("horizontal_vertical")]
    [InlineData("type_prediction")]
    public void Gradient_IsThatOfSmallSteps(string branch)
    {
        var (prediction, truth, loss) = (Branches(1), Truth(), new HoVerNetLoss());
        prediction[branch].requires_grad_();
        loss.call(prediction, truth).backward();
        var gradient = prediction[branch].grad!;
        using var none = no_grad();
        var step = 1e-5;
        foreach (var at in new long[] { 0, 77, 200 })
        {
            double Moved(double by)
            {
                prediction[branch].flatten()[at].add_(by);
                var value = loss.call(prediction, truth).item<double>();
                prediction[branch].flatten()[at].sub_(by);
                return value;
            }
            Assert.Equal((Moved(step) - Moved(-step)) / (2 * step), gradient.flatten()[at].item<double>(), 5);
        }
    }

    [Fact]
    public void MissingBranch_IsNamed()
    {
        var truth = Truth();
        truth.Remove("horizontal_vertical");
        Assert.Contains("horizontal_vertical", Assert.Throws<ArgumentException>(() => new HoVerNetLoss().call(Branches(1), truth)).Message);
    }

    [Fact]
    public void CentresOfWindows_MakeUpTheWholeImage()
    {
        var image = rand(1, 1, 20, 24);
        var inferer = new SlidingWindowHoVerNetInferer([12, 12], Overlap: [0.5], ExtraInputPadding: [3, 3, 3, 3]);
        var output = inferer.Run(image, windows => windows.narrow(2, 3, 6).narrow(3, 3, 6) * 2).Single;
        Assert.True(output.allclose(image * 2));
    }

    [Fact]
    public void OddPadding_IsRejected() => Assert.Throws<ArgumentException>(() => new SlidingWindowHoVerNetInferer([12, 12], ExtraInputPadding: [3]));
}
