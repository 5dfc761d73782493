using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>A part that a block makes itself, that the user supplies, or that is left out.</summary>
public sealed class PartChoice
{
    private PartChoice(nn.Module<Tensor, Tensor>? part) => Part = part;

    /// <summary>The block's own part.</summary>
    public static PartChoice Default { get; } = new(null);

    /// <summary>No part.</summary>
    public static PartChoice None { get; } = new(null);

    /// <summary>The part supplied, if one is.</summary>
    public nn.Module<Tensor, Tensor>? Part { get; }

    /// <summary>The user's part.</summary>
    public static PartChoice Of(nn.Module<Tensor, Tensor> part) => new(part);

    /// <summary>The user's part.</summary>
    public static implicit operator PartChoice(nn.Module<Tensor, Tensor> part) => new(part);

    /// <summary>"default", as configurations write it.</summary>
    /// <exception cref="ArgumentException">It is another word.</exception>
    public static implicit operator PartChoice(string word)
        => word == "default" ? Default : throw new ArgumentException($"A part is '{word}'; 'default', null or a module is expected.");
}
