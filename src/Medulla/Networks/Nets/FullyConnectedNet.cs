using Medulla.Imaging;
using Medulla.Networks.Blocks;
using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Linear layers one after another, each but the last followed by activation and dropout.</summary>
public sealed class FullyConnectedNet : Chain
{
    /// <summary>[B, <paramref name="inChannels"/>] to [B, <paramref name="outChannels"/>].</summary>
    /// <param name="inChannels">Numbers in.</param>
    /// <param name="outChannels">Numbers out.</param>
    /// <param name="hiddenChannels">Numbers between the layers.</param>
    /// <param name="dropout">The dropout, or its probability; none if null.</param>
    /// <param name="act">The activation; prelu if null.</param>
    /// <param name="bias">Whether linear layers add a number per output.</param>
    /// <param name="adnOrdering">Order of activation (A) and dropout (D); NDA if null.</param>
    /// <exception cref="ArgumentException">A number is not positive, or a layer is unknown.</exception>
    public FullyConnectedNet(
        int inChannels, int outChannels, Values<int> hiddenChannels, LayerSpec? dropout = null, LayerSpec? act = null, bool bias = true, string? adnOrdering = null)
        : base(nameof(FullyConnectedNet))
    {
        Dimensions.AtLeast(nameof(FullyConnectedNet), nameof(outChannels), outChannels);
        Append("flatten", nn.Flatten());
        var from = Dimensions.AtLeast(nameof(FullyConnectedNet), nameof(inChannels), inChannels);
        for (var i = 0; i < hiddenChannels.Count; i++)
        {
            var to = Dimensions.AtLeast(nameof(FullyConnectedNet), nameof(hiddenChannels), hiddenChannels[i]);
            Append($"hidden_{i}", ModuleParts.Sequence(nn.Linear(from, to, bias), AfterLinear(act, dropout, adnOrdering)));
            from = to;
        }
        Append("output", nn.Linear(from, outChannels, bias));
    }

    /// <summary>What follows a linear layer.</summary>
    internal static ADN AfterLinear(LayerSpec? act, LayerSpec? dropout, string? ordering)
        => new(string.IsNullOrEmpty(ordering) ? "NDA" : ordering, act: act ?? "prelu", dropout: dropout, dropoutDim: 1);
}
