using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Losses;

/// <summary>How the parts of a loss become one number.</summary>
public enum Reduction
{
    /// <summary>Not at all: the parts are returned.</summary>
    None,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>What PyTorch calls the ways of reducing.</summary>
internal static class ReductionNames
{
    public static nn.Reduction ToTorch(this Reduction reduction) => reduction switch
    {
        Reduction.None => nn.Reduction.None,
        Reduction.Mean => nn.Reduction.Mean,
        _ => nn.Reduction.Sum,
    };
}
