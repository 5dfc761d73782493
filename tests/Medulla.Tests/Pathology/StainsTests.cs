using Medulla.Pathology.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Pathology;

public sealed class StainsTests : IDisposable
{
    private static readonly float[] Stains = [0.65f, 0.27f, 0.70f, 0.79f, 0.30f, 0.55f];
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    /// <summary>A picture stained in all mixtures.</summary>
    private static Tensor Picture()
    {
        var amounts = stack([linspace(0.2, 1.5, 40).unsqueeze(1).expand(40, 40), linspace(0.2, 1.5, 40).unsqueeze(0).expand(40, 40)], -1).reshape(-1, 2);
        amounts = cat([amounts, stack([linspace(0.5, 1.5, 100), zeros(100)], 1), stack([zeros(100), linspace(0.5, 1.5, 100)], 1)]).to_type(ScalarType.Float32);
        return (240 * (-amounts.mm(tensor(Stains, [3, 2]).t())).exp() - 1).clamp(0, 255).reshape(-1, 20, 3);
    }

    [Fact]
    public void Stains_AreFoundInTheirMixtures()
    {
        var found = new ExtractHEStains().Apply(Picture());
        var expected = tensor(Stains, [3, 2]) / tensor(Stains, [3, 2]).square().sum([0]).sqrt();
        Assert.True((found - expected).abs().max().item<float>() < 0.02);
    }

    [Fact]
    public void NormalizedPicture_HasTheReferencesStains()
    {
        var target = tensor([0.5626, 0.2159, 0.7201, 0.8012, 0.4062, 0.5581], [3, 2], ScalarType.Float32);
        var found = new ExtractHEStains().Apply(new NormalizeHEStains().Apply(Picture()).to_type(ScalarType.Float32));
        Assert.True((found - target / target.square().sum([0]).sqrt()).abs().max().item<float>() < 0.03);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(300)]
    public void ValuesBeyondAPicture_AreRejected(double value)
        => Assert.Contains("0 to 255", Assert.Throws<ArgumentException>(() => new ExtractHEStains().Apply(full([4, 4, 3], value))).Message);

    [Fact]
    public void WhitePicture_IsRejected()
        => Assert.Contains("stained", Assert.Throws<ArgumentException>(() => new NormalizeHEStains().Apply(full([4, 4, 3], 250.0))).Message);
}
