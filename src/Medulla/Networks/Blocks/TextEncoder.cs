using Medulla.Networks.Nets;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Blocks;

/// <summary>A vector for each class, learned or made from an embedding of its name. Liu et al., CLIP-driven universal model (2023).</summary>
public sealed class TextEncoder : MultiBlock
{
    private const string Random = "rand_embedding";
    private readonly int spatialDims;
    private readonly TorchSharp.Modules.Embedding? learned;
    private readonly nn.Module<Tensor, Tensor>? toVision;

    /// <summary>Vectors [<paramref name="outChannels"/>, <paramref name="hiddenSize"/>, 1...].</summary>
    /// <param name="outChannels">Number of classes.</param>
    /// <param name="spatialDims">Spatial axes, 2 or 3.</param>
    /// <param name="textDim">Length of the names' embeddings.</param>
    /// <param name="hiddenSize">Length of the vectors.</param>
    /// <param name="encoding">"rand_embedding" learns them; anything else begins with embeddings of names, a buffer to be loaded.</param>
    /// <param name="pretrained">Must be false for embeddings of names: nothing is downloaded.</param>
    /// <exception cref="ArgumentException">There are not 2 or 3 axes.</exception>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public TextEncoder(
        int outChannels, int spatialDims = 3, int textDim = 512, int hiddenSize = 256, string encoding = "clip_encoding_universal_model_32", bool pretrained = true)
        : base(nameof(TextEncoder))
    {
        this.spatialDims = spatialDims is 2 or 3 ? spatialDims : throw new ArgumentException($"TextEncoder: spatialDims is {spatialDims}; 2 or 3 is expected.", nameof(spatialDims));
        if (encoding == Random)
        {
            learned = this.Part("text_embedding", nn.Embedding(outChannels, hiddenSize));
            return;
        }
        Pretrained.Refuse(nameof(TextEncoder), pretrained);
        this.AddBuffer("text_embedding", randn(outChannels, textDim));
        toVision = this.Part("text_to_vision", nn.Linear(textDim, hiddenSize));
    }

    /// <summary>The vectors.</summary>
    public Tensor call()
    {
        using var scope = NewDisposeScope();
        var vectors = learned is not null ? learned.weight! : nn.functional.relu(toVision!.call(this.Buffer("text_embedding")));
        return vectors.reshape([.. vectors.shape, .. Enumerable.Repeat(1L, spatialDims)]).MoveToOuterDisposeScope();
    }
}
