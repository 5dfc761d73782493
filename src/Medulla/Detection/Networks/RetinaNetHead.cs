using Medulla.Networks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection.Networks;

/// <summary>Four convolutions and a last one, the same for all levels of a feature pyramid.</summary>
public abstract class RetinaNetHead : MultiBlock
{
    private const double WeightStd = 0.01;
    private const int Convolutions = 4, Groups = 8;
    private readonly nn.Module<Tensor, Tensor> conv, last;

    private protected RetinaNetHead(string name, string lastName, int spatialDims, int inChannels, int outChannels, double lastBias)
        : base(name)
    {
        conv = this.Part("conv", ModuleParts.Sequence(Enumerable.Range(0, Convolutions).SelectMany(_ => (nn.Module<Tensor, Tensor>[])
        [
            Convolution(inChannels, 0),
            Norm.Create(("group", new() { ["num_groups"] = Groups }), spatialDims, inChannels),
            nn.ReLU(),
        ])));
        last = this.Part(lastName, Convolution(outChannels, lastBias));

        nn.Module<Tensor, Tensor> Convolution(int to, double bias)
        {
            var layer = Conv.Create(spatialDims, inChannels, to, 3, padding: 1);
            nn.init.normal_(layer.Weight("weight"), 0, WeightStd);
            nn.init.constant_(layer.Weight("bias"), bias);
            return layer;
        }
    }

    /// <summary>A map for each level.</summary>
    /// <param name="x">Levels of features, [B, C, spatial...].</param>
    public IReadOnlyList<Tensor> call(IReadOnlyList<Tensor> x) => [.. x.Select(level => call(level)[0])];

    /// <summary>The map of a single level.</summary>
    /// <param name="x">Features, [B, C, spatial...].</param>
    public IReadOnlyList<Tensor> call(Tensor x)
    {
        using var features = conv.call(x);
        return [last.call(features)];
    }
}
