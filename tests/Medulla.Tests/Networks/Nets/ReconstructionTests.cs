using Medulla.Data;
using Medulla.Networks.Nets;
using Medulla.Reconstruction;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

/// <summary>Networks of k-space, and what they are made of.</summary>
public class ReconstructionTests
{
    [Theory]
    [InlineData(0, 16, 0, 16)]
    [InlineData(6, 10, 6, 10)]
    [InlineData(0, 9, 0, 9)]
    [InlineData(8, 16, 8, 16)]
    public void FullySampledRegion_EndsWithKspace_OrWhereColumnsAreMissing(int from, int to, int left, int right)
    {
        using var scope = NewDisposeScope();
        var mask = zeros([1, 1, 1, 16, 1]);
        mask.narrow(3, from, to - from).fill_(1);
        Assert.Equal((left, right), CoilSensitivityModel.GetFullySampledRegion(mask));
    }

    [Fact]
    public void Sensitivities_AddUpToOne_OverCoils_RealAndImaginaryPartsEach()
    {
        using var scope = NewDisposeScope();
        using var network = new CoilSensitivityModel(features: [2, 2, 2, 2, 2, 2]);
        using var noGradient = no_grad();
        var maps = network.call(randn([1, 3, 16, 16, 2]), ones([1, 1, 1, 16, 1]));
        Assert.True(Coils.RootSumOfSquares(maps, 1).allclose(ones([1, 16, 16, 2]), 1e-4, 1e-4));
    }

    [Fact]
    public void ReduceAfterExpand_GivesTheImage_WhereSensitivitiesAddUpToOne()
    {
        using var scope = NewDisposeScope();
        var maps = randn([2, 4, 8, 6, 2]);
        maps = maps / maps.square().sum([1, 4], keepdim: true).sqrt();
        var image = randn([2, 1, 8, 6, 2]);
        Assert.True(Coils.Reduce(Coils.Expand(image, maps), maps).allclose(image, 1e-4, 1e-4));
    }

    [Fact]
    public void ComplexNumbers_CountAsLibtorchs()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn([3, 4, 2]), randn([3, 4, 2]));
        var (x, y) = (view_as_complex(a), view_as_complex(b));
        Assert.True(ComplexNumbers.Multiply(a, b).allclose(view_as_real(x * y), 1e-5, 1e-6));
        Assert.True(ComplexNumbers.Abs(a).allclose(x.abs(), 1e-5, 1e-6));
        Assert.True(ComplexNumbers.Conjugate(a).allclose(view_as_real(x.conj().resolve_conj())));
        Assert.True(ComplexNumbers.ToPairs(x).equal(a).all().item<bool>());
        Assert.Throws<ArgumentException>(() => ComplexNumbers.Abs(randn(2, 3)));
    }

    [Fact]
    public void Channels_GoThereAndBack()
    {
        using var scope = NewDisposeScope();
        var image = randn([2, 3, 4, 5, 6, 2]);
        Assert.True(ComplexImages.ToPairs(ComplexImages.ToChannels(image)).equal(image).all().item<bool>());
        var (items, batch) = ComplexImages.ToBatch(image);
        Assert.Equal([6, 1, 4, 5, 6, 2], items.shape);
        Assert.True(ComplexImages.FromBatch(items, batch).equal(image).all().item<bool>());
        Assert.Throws<ArgumentException>(() => ComplexImages.ToChannels(randn(2, 3)));
        Assert.Throws<ArgumentException>(() => ComplexImages.ToPairs(randn(2, 3, 4, 4)));
        Assert.Throws<ArgumentException>(() => ComplexImages.FromBatch(items, 4));
    }

    [Fact]
    public void BadInput_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new CoilSensitivityModel(features: [2, 2, 2, 2, 2, 2]);
        Assert.Contains("middle", Assert.Throws<ArgumentException>(() => network.call(randn([1, 1, 16, 16, 2]), zeros([1, 1, 1, 16, 1]))).Message, StringComparison.Ordinal);
        Assert.Contains("[1, ..., columns, 1]", Assert.Throws<ArgumentException>(() => network.call(randn([1, 1, 16, 16, 2]), ones([1, 1, 16, 16, 1]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ComplexUnet(convNet: nn.Conv2d(3, 2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ComplexUnet(padFactor: 12));
        using var given = new ComplexUnet(convNet: nn.Conv2d(2, 2, 1));
        Assert.Throws<NotSupportedException>(given.Copy);
    }
}
