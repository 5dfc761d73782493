using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Interpretability;

/// <summary>Shows which parts of an image a classifier's features of a class lie in.</summary>
public abstract class ActivationMap
{
    private readonly Values<string> targetLayers;
    private readonly Func<Tensor, Values<long>, Tensor> upsampler;
    private readonly Func<Tensor, Tensor> postprocessing;
    private readonly bool needsGradient;

    private protected ActivationMap(
        nn.Module<Tensor, Tensor> nnModule, Values<string> targetLayers, Func<Tensor, Values<long>, Tensor>? upsampler, Func<Tensor, Tensor>? postprocessing, bool needsGradient)
    {
        Network = nnModule;
        this.targetLayers = targetLayers;
        this.upsampler = upsampler ?? Upsample;
        this.postprocessing = postprocessing ?? Normalize;
        this.needsGradient = needsGradient;
        foreach (var layer in targetLayers)
        {
            LayerProbe.Find(nnModule, layer);
        }
    }

    /// <summary>The network.</summary>
    protected nn.Module<Tensor, Tensor> Network { get; }

    /// <summary>The map at the size of the images, from 1 where the class is not seen to 0 where it is most, unless post-processing is another.</summary>
    /// <param name="x">Images [B, C, spatial...].</param>
    /// <param name="classIdx">The class, one for all images or one for each; the one with the highest score if null.</param>
    /// <param name="layerIdx">Which of the layers, negative ones counted from the end.</param>
    /// <returns>[B, 1, spatial...].</returns>
    /// <exception cref="ArgumentException">There is no such class or layer.</exception>
    /// <exception cref="InvalidOperationException">The network does not use the layer.</exception>
    [ReferenceName("call")]
    public Tensor Compute(Tensor x, Values<int>? classIdx = null, int layerIdx = -1)
        => Runtime.TensorMemory.Scoped(() => postprocessing(upsampler(ComputeMap(x, classIdx, layerIdx), Values.From(x.shape.Skip(2)))));

    /// <summary>The map at the layer's resolution, as it comes.</summary>
    /// <inheritdoc cref="Compute"/>
    /// <returns>[B, 1, spatial'...].</returns>
    public Tensor ComputeMap(Tensor x, Values<int>? classIdx = null, int layerIdx = -1)
    {
        var at = layerIdx < 0 ? layerIdx + targetLayers.Count : layerIdx;
        if (at < 0 || at >= targetLayers.Count)
        {
            throw new ArgumentException($"layer_idx is {layerIdx}; there are {targetLayers.Count} layers.");
        }
        using var scope = NewDisposeScope();
        using var mode = new EvaluationMode(Network);
        using var probe = new LayerProbe(Network, targetLayers[at]);
        Tensor score, classes;
        using (set_grad_enabled(needsGradient))
        {
            // A gradient with respect to the image leaves those of the weights alone, and comes by even where these are frozen.
            var input = x.detach().clone().requires_grad_(needsGradient);
            var logits = Network.call(input);
            classes = ClassScores.Classes(logits, classIdx);
            score = ClassScores.Of(logits, classes);
            if (needsGradient)
            {
                autograd.grad([score.sum()], [input], allow_unused: true);
            }
        }
        return Map(probe, score.detach(), classes).MoveToOuterDisposeScope();
    }

    /// <summary>Size of the map at the layer's resolution.</summary>
    /// <param name="inputSize">Size of the images, [B, C, spatial...].</param>
    /// <param name="layerIdx">Which of the layers, negative ones counted from the end.</param>
    public Values<long> FeatureMapSize(Values<long> inputSize, int layerIdx = -1)
    {
        using var scope = NewDisposeScope();
        return Values.Create<long>(ComputeMap(zeros(inputSize.Span), layerIdx: layerIdx).shape);
    }

    /// <summary>The map, [B, 1, spatial'...].</summary>
    /// <param name="probe">What the layer gave.</param>
    /// <param name="score">The score of each image's class, [B].</param>
    /// <param name="classes">The class of each image, [B].</param>
    private protected abstract Tensor Map(LayerProbe probe, Tensor score, Tensor classes);

    private static Tensor Upsample(Tensor map, Values<long> size) => nn.functional.interpolate(
        map, size.ToArray(), mode: size.Count switch { 1 => InterpolationMode.Linear, 2 => InterpolationMode.Bilinear, _ => InterpolationMode.Trilinear }, align_corners: false);

    /// <summary>Each map from 1 at its smallest value to 0 at its largest; one of a single value stays as it is.</summary>
    private static Tensor Normalize(Tensor maps)
    {
        var flat = maps.flatten(1);
        long[] perItem = [maps.shape[0], .. Enumerable.Repeat(1L, (int)maps.Dimensions - 1)];
        var (low, high) = (flat.amin([1]).view(perItem), flat.amax([1]).view(perItem));
        return where(high > low, 1 - ((maps - low) / (high - low)), maps);
    }
}
