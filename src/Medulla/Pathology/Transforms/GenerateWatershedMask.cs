using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Where a watershed may flood: what a network takes for foreground, without small objects.</summary>
/// <param name="Activation">What turns scores into probabilities; softmax if null.</param>
/// <param name="Threshold">The least probability of foreground; 0.5 if null, but with softmax the highest score decides.</param>
/// <param name="MinObjectSize">Objects of fewer pixels are left out.</param>
/// <param name="Dtype">Element type of the mask.</param>
public sealed record GenerateWatershedMask(
    MapActivation? Activation = null, double? Threshold = null, int MinObjectSize = 10, ScalarType Dtype = ScalarType.Byte)
{
    /// <summary>The mask.</summary>
    /// <param name="probMap">Scores, [C, spatial...] with up to three axes in all that are longer than 1.</param>
    /// <returns>0 and 1: [1, spatial...] with softmax, else of the scores' shape.</returns>
    /// <exception cref="ArgumentException">The scores have more axes.</exception>
    public MetaTensor Apply(MetaTensor probMap)
    {
        ArgumentNullException.ThrowIfNull(probMap);
        return probMap.WithData(TensorMemory.Scoped(() =>
        {
            var objects = Components((Activation ?? "softmax").Discrete(probMap.Data, Threshold));
            objects = MinObjectSize > 0 ? new RemoveSmallObjects(MinObjectSize).Apply(new MetaTensor(objects)).Data : objects;
            return objects.gt(0).to_type(Dtype).to(probMap.Data.device).alias();
        }));
    }

    /// <summary>Numbers what is connected by faces, channels counting as an axis.</summary>
    internal static Tensor Components(Tensor mask)
    {
        var foreground = mask.ne(0).cpu().contiguous();
        var numbers = empty(mask.shape, ScalarType.Int32);
        ConnectedComponents.Label<byte>(foreground.AsSpan<byte>(), mask.shape[0] == 1 ? mask.shape[1..] : mask.shape, 1, numbers.AsSpan<int>());
        return numbers;
    }

    /// <summary>The mask of keys of a sample, under a new key.</summary>
    /// <param name="Keys">The scores.</param>
    /// <param name="MaskKey">Key of the mask.</param>
    /// <param name="Activation">See <see cref="GenerateWatershedMask.Activation"/>.</param>
    /// <param name="Threshold">See <see cref="GenerateWatershedMask.Threshold"/>.</param>
    /// <param name="MinObjectSize">See <see cref="GenerateWatershedMask.MinObjectSize"/>.</param>
    /// <param name="Dtype">Element type of the mask.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string MaskKey = "mask", MapActivation? Activation = null, double? Threshold = null, int MinObjectSize = 10,
        ScalarType Dtype = ScalarType.Byte, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) => At(
                key, () => result.WithNew(MaskKey, new GenerateWatershedMask(Activation, Threshold, MinObjectSize, Dtype).Apply(sample.Image(key)))));
    }
}
