using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>How the parts of a loss become one number.</summary>
[NeverNull]
public enum Reduction
{
    /// <summary>Not at all: the parts are returned.</summary>
    None,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>Reducing, and what PyTorch calls the ways of it.</summary>
internal static class Reductions
{
    /// <summary>The parts as one number, or as they are.</summary>
    public static Tensor Of(this Reduction reduction, Tensor parts) => reduction switch
    {
        Reduction.Mean => parts.mean(),
        Reduction.Sum => parts.sum(),
        _ => parts,
    };

    public static nn.Reduction ToTorch(this Reduction reduction) => reduction switch
    {
        Reduction.None => nn.Reduction.None,
        Reduction.Mean => nn.Reduction.Mean,
        _ => nn.Reduction.Sum,
    };
}
