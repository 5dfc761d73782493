using Medulla.Networks.Blocks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Segments classes by their numbers: each has an embedding that is compared with every voxel's features. He et al., VISTA3D (2024).</summary>
public sealed class ClassMappingClassify : MultiBlock
{
    private readonly nn.Module<Tensor, Tensor>? mlp;
    private readonly nn.Module<Tensor, Tensor> embeddings, mapping;

    /// <summary>Features [B, <paramref name="featureSize"/>, spatial...] and K classes to logits [K, B, spatial...].</summary>
    /// <param name="nClasses">Number of classes that have an embedding.</param>
    /// <param name="featureSize">Channels of features and embeddings.</param>
    /// <param name="useMlp">Whether a perceptron follows the embeddings.</param>
    public ClassMappingClassify(int nClasses, int featureSize, bool useMlp = true)
        : base(nameof(ClassMappingClassify))
    {
        mlp = useMlp
            ? this.Part("mlp", ModuleParts.Sequence(nn.Linear(featureSize, featureSize), nn.InstanceNorm1d(1), nn.GELU(), nn.Linear(featureSize, featureSize)))
            : null;
        embeddings = this.Part("class_embeddings", nn.Embedding(nClasses, featureSize));
        mapping = this.Part("image_post_mapping", ModuleParts.Sequence(Block(), Block()));

        UnetrBasicBlock Block() => new(3, featureSize, featureSize, 3, 1, "instance", resBlock: true);
    }

    /// <summary>Runs the head.</summary>
    /// <param name="src">Features, [B, C, H, W, D].</param>
    /// <param name="classVector">Numbers of K classes, [K, 1] or [K].</param>
    /// <returns>Logits [K, B, H, W, D], and the classes' embeddings [K, 1, C] or [K, C].</returns>
    public (Tensor Logits, Tensor Embedding) call(Tensor src, Tensor classVector) => ModuleParts.Scoped(() =>
    {
        var features = mapping.call(src);
        var wanted = embeddings.call(classVector.to_type(ScalarType.Int64).view(-1, 1));
        wanted = mlp?.call(wanted) ?? wanted;
        var logits = wanted.squeeze(1).matmul(features.flatten(2));
        return (logits.view([src.shape[0], -1, .. src.shape.AsSpan(2)]).transpose(0, 1), wanted.view([.. classVector.shape, -1]));
    });
}
