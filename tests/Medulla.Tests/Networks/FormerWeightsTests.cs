using Medulla.Networks.Nets;
using Medulla.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

public sealed class FormerWeightsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    private static AutoencoderKL Autoencoder() => new(2, numResBlocks: [1, 1], channels: [4, 4], attentionLevels: [false, true], latentChannels: 1, normNumGroups: 2, withEncoderNonlocalAttn: false, withDecoderNonlocalAttn: false);

    private static DiffusionModelUNet Diffusion(bool withConditioning = false)
        => new(2, 1, 1, numResBlocks: [1, 1], channels: [4, 8], attentionLevels: [false, true], normNumGroups: 2, numHeadChannels: [4, 4], withConditioning: withConditioning, crossAttentionDim: withConditioning ? 3 : null);

    private static Dictionary<string, Tensor> Former(nn.Module network, params (string Now, string Then)[] names)
        => network.state_dict().ToDictionary(
            pair => names.FirstOrDefault(name => pair.Key.Contains(name.Now), (Now: "-", Then: "-")) is var (now, then) ? pair.Key.Replace(now, then) : pair.Key,
            pair => rand_like(pair.Value.to_type(ScalarType.Float32)));

    [Fact]
    public void AutoencodersAttentionAndUpsampling_AreRenamed_AndNothingIsProjected()
    {
        var network = Autoencoder();
        var former = Former(network, (".attn.to_", ".to_"), ("postconv", "conv"), (".attn.out_proj.", ".proj_attn."));
        network.LoadOldStateDict(former);
        var state = network.state_dict();
        var query = state.Keys.First(name => name.EndsWith(".attn.to_q.weight"));
        Assert.True(state[query].allclose(former[query.Replace(".attn", "")]));
        Assert.True(state[query.Replace("to_q", "out_proj")].allclose(eye(4)));
        Assert.All(state.Keys.Where(name => name.Contains("postconv")), name => Assert.True(state[name].allclose(former[name.Replace("postconv", "conv")])));
        Assert.Contains(state.Keys, name => name.Contains("postconv"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DiffusionNetworks_AreRenamed(bool withConditioning)
    {
        var network = Diffusion(withConditioning);
        var former = withConditioning
            ? Former(network, (".out_proj.", ".to_out.0."), ("postconv", "conv"))
            : Former(network, (".attn.to_", ".to_"), (".attn.out_proj.", ".proj_attn."), ("postconv", "conv"));
        network.LoadOldStateDict(former);
        var state = network.state_dict();
        var projection = state.Keys.First(name => name.EndsWith("out_proj.weight"));
        Assert.True(state[projection].allclose(former[projection.Replace(".attn.out_proj.", ".proj_attn.").Replace(".out_proj.", ".to_out.0.")]));
    }

    [Fact]
    public void TransformersNorms_AreCountedAnew()
    {
        DecoderOnlyTransformer network = new(5, 4, 8, 1, 2, withCrossAttention: true);
        var former = Former(network, (".norm2.", ".norm3."), (".norm_cross_attn.", ".norm2."));
        network.LoadOldStateDict(former);
        var state = network.state_dict();
        Assert.True(state["blocks.0.norm2.weight"].allclose(former["blocks.0.norm3.weight"]));
        Assert.True(state["blocks.0.norm_cross_attn.weight"].allclose(former["blocks.0.norm2.weight"]));
    }

    [Fact]
    public void WeightsOfTodaysNames_AreTakenAsTheyAre()
    {
        var (one, other) = (Autoencoder(), Autoencoder());
        other.LoadOldStateDict(one.state_dict());
        Assert.All(one.state_dict(), pair => Assert.True(pair.Value.allclose(other.state_dict()[pair.Key])));
    }

    [Fact]
    public void MissingProjectionOfADiffusionNetwork_IsAnError()
    {
        var network = Diffusion();
        var former = Former(network, (".attn.to_", ".to_"), (".attn.out_proj.", ".lost."), ("postconv", "conv"));
        Assert.Contains("out_proj", Assert.Throws<WeightsMismatchException>(() => network.LoadOldStateDict(former)).Message);
    }
}
