using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

/// <summary>What generative networks refuse, and what they make of odd sizes.</summary>
public class GenerativeInputTests
{
    [Fact]
    public void ChannelsThatDoNotDivideIntoGroups_AreRejected()
    {
        Assert.Contains("multiples of normNumGroups", Assert.Throws<ArgumentException>(() => new AutoencoderKL(2, channels: [8, 12], attentionLevels: [false, false], normNumGroups: 8)).Message);
        Assert.Contains("multiples of normNumGroups", Assert.Throws<ArgumentException>(() => new DiffusionModelUNet(2, 1, 1, channels: [8, 12], attentionLevels: [false, false], normNumGroups: 8)).Message);
    }

    [Fact]
    public void ContextWithoutConditioning_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new DiffusionModelUNet(2, 1, 1, 1, [4, 8], [false, false], 2);
        var error = Assert.Throws<ArgumentException>(() => network.call(rand(1, 1, 8, 8), tensor([1L]), rand(1, 1, 3)));
        Assert.Contains("withConditioning", error.Message);
    }

    [Fact]
    public void ConditioningWithoutItsChannels_IsRejected()
        => Assert.Throws<ArgumentException>(() => new ControlNet(2, 1, 1, [4], [true], 2, withConditioning: true));

    [Fact]
    public void MissingClass_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new DiffusionModelUNet(2, 1, 1, 1, [4, 8], [false, false], 2, numClassEmbeds: 3);
        Assert.Contains("3 classes", Assert.Throws<ArgumentException>(() => network.call(rand(1, 1, 8, 8), tensor([1L]))).Message);
    }

    [Fact]
    public void SizeThatHalvesUnevenly_IsRejected_WithTheWayOut()
    {
        using var scope = NewDisposeScope();
        using var network = new DiffusionModelUNet(2, 1, 1, 1, [4, 8], [false, false], 2);
        Assert.Contains("pad the image", Assert.Throws<ArgumentException>(() => network.call(rand(1, 1, 7, 8), tensor([1L]))).Message);
    }

    [Fact]
    public void ControlOfOtherSizes_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new DiffusionModelUNet(2, 1, 1, 1, [4, 8], [false, false], 2);
        var error = Assert.Throws<ArgumentException>(() => network.call(rand(1, 1, 8, 8), tensor([1L]), downBlockAdditionalResiduals: [rand(1, 4, 8, 8)]));
        Assert.Contains("control network", error.Message);
    }

    [Fact]
    public void FreshControlNet_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var control = new ControlNet(2, 1, 1, [4, 8], [false, true], 2, numHeadChannels: 4, conditioningEmbeddingNumChannels: [4]);
        var (down, middle) = control.call(rand(1, 1, 8, 8), tensor([1L]), rand(1, 1, 8, 8));
        Assert.All(down.Append(middle), residual => Assert.Equal(0, residual.abs().max().item<float>()));
    }

    [Fact]
    public void ConvolutionInSlabs_GivesTheSameAsOfTheWhole()
    {
        using var scope = NewDisposeScope();
        using var whole = new AutoencoderKlMaisi(3, 1, 1, 1, [4, 8], [false, false], normNumGroups: 2, useConvtranspose: true, numSplits: 1, dimSplit: 1);
        using var slabs = new AutoencoderKlMaisi(3, 1, 1, 1, [4, 8], [false, false], normNumGroups: 2, useConvtranspose: true, numSplits: 4, dimSplit: 1);
        slabs.load_state_dict(whole.state_dict());
        using var noGradient = no_grad();
        // 134 voxels are four slabs of 32 and a rest; half as many are two and a rest.
        var image = rand([1, 1, 4, 134, 6]);
        Assert.True(allclose(whole.Reconstruct(image), slabs.Reconstruct(image), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void MaisiOfPictures_IsRejected()
        => Assert.Contains("AutoencoderKL", Assert.Throws<ArgumentOutOfRangeException>(() => new AutoencoderKlMaisi(2, 1, 1, 1, [4], [false], normNumGroups: 2)).Message);

    [Fact]
    public void LatentImageOfOtherChannels_IsRejected()
    {
        using var scope = NewDisposeScope();
        using var network = new AutoencoderKL(2, numResBlocks: 1, channels: [4], attentionLevels: [false], normNumGroups: 2);
        Assert.Contains("[B, 3]", Assert.Throws<ArgumentException>(() => network.Decode(rand(1, 2, 4, 4))).Message);
    }

    [Fact]
    public void OneSetOfParameters_IsForAllSizes_OtherCountsAreRejected()
    {
        using var network = new VQVAE(2, 1, 1, [4, 4], 1, 4, [[2, 4, 1, 1]], [[2, 4, 1, 1, 0], [2, 4, 1, 1, 0]], 8, 4);
        Assert.Throws<ArgumentException>(() => new VQVAE(2, 1, 1, [4, 4], 1, 4, [[2, 4, 1]], null, 8, 4));
    }

    [Fact]
    public void VaeWithoutLatentVariables_OrOddSize_IsRejected()
    {
        Assert.Contains("zDim", Assert.Throws<ArgumentException>(() => new SPADENet(2, 1, 1, 3, [8, 8], [4, 8])).Message);
        Assert.Contains("multiples of 4", Assert.Throws<ArgumentException>(() => new SPADENet(2, 1, 1, 3, [8, 6], [4, 8], 3)).Message);
    }

    [Fact]
    public void TooSmallImageForTheDiscriminators_IsRejected()
        => Assert.Contains("halves it 6 times", Assert.Throws<ArgumentException>(() => new MultiScalePatchDiscriminator(2, 3, 2, 8, 1, minimumSizeIm: 32)).Message);

    [Fact]
    public void UnevenChannelsAndStrides_AreRejected()
    {
        Assert.Throws<ArgumentException>(() => new AutoEncoder(2, 1, 1, [4, 8], [2]));
        Assert.Throws<ArgumentException>(() => new Regressor([1, 8, 8], [1], [4, 8], [2]));
        Assert.Throws<ArgumentException>(() => new Medulla.Networks.Nets.Generator([4], [4, 4, 4], [4, 8], [2]));
    }

    [Fact]
    public void HeadChannelsThatDoNotDivide_AreRejected()
        => Assert.Throws<ArgumentException>(() => new SpatialAttentionBlock(2, 8, 3, 2));
}
