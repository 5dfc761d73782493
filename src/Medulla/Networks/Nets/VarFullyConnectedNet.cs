using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>A variational autoencoder of linear layers. Kingma and Welling, Auto-encoding variational Bayes (2014).</summary>
public sealed class VarFullyConnectedNet : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor> encode, decode, mu, logvar, decodeL;
    private readonly ADN adn;
    private readonly string[] placesOfAdn;

    /// <summary>[B, <paramref name="inChannels"/>] to [B, <paramref name="outChannels"/>], the distribution and what was drawn from it.</summary>
    /// <param name="inChannels">Numbers in.</param>
    /// <param name="outChannels">Numbers out.</param>
    /// <param name="latentSize">Number of latent variables.</param>
    /// <param name="encodeChannels">Numbers after each layer of the encoder.</param>
    /// <param name="decodeChannels">Numbers after each layer of the decoder but the last.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="bias">Whether linear layers add a number per output.</param>
    /// <param name="adnOrdering">Order of activation (A) and dropout (D); NDA if null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or a layer is unknown.</exception>
    public VarFullyConnectedNet(
        int inChannels, int outChannels, int latentSize, Values<int> encodeChannels, Values<int> decodeChannels, LayerSpec? dropout = null,
        LayerSpec? act = null, bool bias = true, string? adnOrdering = null)
        : base(nameof(VarFullyConnectedNet))
    {
        const string Me = nameof(VarFullyConnectedNet);
        Dimensions.AtLeast(Me, nameof(latentSize), latentSize);
        Dimensions.AtLeast(Me, nameof(outChannels), outChannels);
        // All layers share one activation and what it learns.
        adn = this.Part("adn_layer", FullyConnectedNet.AfterLinear(act, dropout, adnOrdering));
        Values<int> down = [Dimensions.AtLeast(Me, nameof(inChannels), inChannels), .. encodeChannels];
        Values<int> up = [down[^1], .. decodeChannels];

        placesOfAdn = [.. encodeChannels.Select((_, i) => $"encode.encode_{i}.ADN."), .. decodeChannels.Select((_, i) => $"decode.decode{i}.ADN.")];

        encode = this.Part("encode", encodeChannels.Count == 0 ? (nn.Module<Tensor, Tensor>)nn.Identity() : nn.Sequential(Layers("encode_", down)));
        mu = this.Part("mu", nn.Linear(down[^1], latentSize));
        logvar = this.Part("logvar", nn.Linear(down[^1], latentSize));
        decodeL = this.Part("decodeL", nn.Linear(latentSize, down[^1]));
        decode = this.Part("decode", nn.Sequential([.. Layers("decode", up), ("final", nn.Linear(up[^1], outChannels, bias))]));

        IEnumerable<(string, nn.Module<Tensor, Tensor>)> Layers(string prefix, Values<int> widths)
            => Enumerable.Range(0, widths.Count - 1).Select(i => ($"{prefix}{i}", (nn.Module<Tensor, Tensor>)nn.Sequential(
                ("0", nn.Linear(widths[i], Dimensions.AtLeast(Me, "channels", widths[i + 1]), bias)), ("ADN", adn))));
    }

    /// <summary>Encodes, draws and decodes.</summary>
    /// <returns>The output in [0, 1], means and logarithms of variances [B, latent], and the latent variables that were decoded.</returns>
    public (Tensor Reconstruction, Tensor Mu, Tensor LogVar, Tensor Z) call(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (mean, logVariance) = EncodeForward(x);
        var z = Reparameterize(mean, logVariance);
        return (DecodeForward(z).MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), logVariance.MoveToOuterDisposeScope(), z.MoveToOuterDisposeScope());
    }

    /// <summary>Means and logarithms of variances [B, latent] of the latent variables of an input.</summary>
    public (Tensor Mu, Tensor LogVar) EncodeForward(Tensor x) => ModuleParts.Scoped(() =>
    {
        var features = encode.call(x).flatten(1);
        return (mu.call(features), logvar.call(features));
    });

    /// <summary>The output for latent variables [B, latent].</summary>
    /// <param name="z">The latent variables.</param>
    /// <param name="useSigmoid">Whether the output is brought into [0, 1].</param>
    public Tensor DecodeForward(Tensor z, bool useSigmoid = true)
    {
        using var scope = NewDisposeScope();
        var output = decode.call(decodeL.call(z).relu().flatten(1));
        return (useSigmoid ? output.sigmoid() : output).MoveToOuterDisposeScope();
    }

    /// <summary>Draws latent variables while training; otherwise gives those one standard deviation above the mean, as the reference does.</summary>
    public Tensor Reparameterize(Tensor mu, Tensor logvar) => Reparameterization.Draw(mu, logvar, isRandom: training);

    /// <summary>Weights by name. Those of the shared activation stand under the name of every layer that uses it, as in published models.</summary>
    public override Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
    {
        destination = base.state_dict(destination, prefix);
        foreach (var place in placesOfAdn)
        {
            foreach (var (name, tensor) in adn.state_dict())
            {
                destination[(prefix is null ? "" : $"{prefix}.") + place + name] = tensor;
            }
        }
        return destination;
    }
}
