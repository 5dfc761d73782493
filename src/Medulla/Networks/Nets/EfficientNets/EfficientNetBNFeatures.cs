using Medulla.Imaging;
using Medulla.Networks.Layers;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>The features of an <see cref="EfficientNet"/> of a published size at five sizes.</summary>
[ReferenceName("EfficientNetBNFeatures", "EfficientNetEncoder")]
public sealed class EfficientNetBNFeatures : MultiBlock
{
    private readonly EfficientNetBody body;

    /// <summary>[B, C, spatial...] to five tensors of features.</summary>
    /// <inheritdoc cref="EfficientNetBN(string, bool, bool, int, int, int, LayerSpec?, bool)"/>
    public EfficientNetBNFeatures(
        string modelName, bool pretrained = true, bool progress = true, int spatialDims = 2, int inChannels = 3, int numClasses = 1000, LayerSpec? norm = null, bool advProp = false)
        : base(nameof(EfficientNetBNFeatures))
    {
        Pretrained.Refuse(nameof(EfficientNetBNFeatures), pretrained && spatialDims == 2);
        var size = EfficientNetSizes.Of(modelName);
        body = new(this, EfficientNetSizes.Stacks, spatialDims, inChannels, numClasses, size.Width, size.Depth, size.DropoutRate, size.ImageSize, norm, 0.2, 8);
    }

    /// <summary>The features before each step down, and at the end.</summary>
    public IReadOnlyList<Tensor> call(Tensor inputs) => ModuleParts.Scoped(() => body.Stages(inputs));
}
