using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using Medulla.Networks.Nets;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Nets;

public class AHNetTests
{
    [Fact]
    public void CopyFrom_TakesWhatWasLearnedFromPictures()
    {
        using var scope = NewDisposeScope();
        using var pictures = new FCN(pretrained: false);
        using var network = new AHNet(pspBlockNum: 0, upsampleMode: FeatureUpsampling.Trilinear);
        network.CopyFrom(pictures);
        Assert.True(network.get_parameter("layer2.0.conv2.weight")!.squeeze(-1).equal(pictures.get_parameter("layer2.0.conv2.weight")!).all().item<bool>());
        Assert.True(network.get_parameter("layer2.0.downsample.2.weight")!.equal(pictures.get_parameter("layer2.0.downsample.1.weight")!).all().item<bool>());
        // The third colour becomes the third slice.
        Assert.True(network.get_parameter("conv1.weight")![5, 0, 1, 2, 2].equal(pictures.get_parameter("conv1.weight")![5, 2, 1, 2]).all().item<bool>());
    }

    [Fact]
    public void CopyFrom_ANetworkOfOtherBlocks_IsRejected()
    {
        using var pictures = new FCN(pretrained: false);
        using var network = new AHNet([1, 1, 1, 1], pspBlockNum: 0);
        Assert.Throws<ArgumentException>(() => network.CopyFrom(pictures));
    }
}
