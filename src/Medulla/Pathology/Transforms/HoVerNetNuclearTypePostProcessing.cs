using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>Tells the type of each instance that <see cref="HoVerNetInstanceMapPostProcessing"/> found, and of its pixels. Graham et al., HoVer-Net (2019).</summary>
/// <param name="Activation">What turns scores of types into probabilities; softmax if null.</param>
/// <param name="Threshold">The least probability of a type; 0.5 if null, but with softmax the highest score decides.</param>
/// <param name="ReturnTypeMap">Whether there is a map of types.</param>
public sealed record HoVerNetNuclearTypePostProcessing(MapActivation? Activation = null, double? Threshold = null, bool ReturnTypeMap = true)
{
    /// <summary>The types.</summary>
    /// <param name="typePrediction">Scores of types, [C, H, W].</param>
    /// <param name="instanceInfo">The instances by number, with "bounding_box".</param>
    /// <param name="instanceMap">The number of each pixel's instance, [1, H, W].</param>
    /// <returns>The instances with "type" and "type_prob" (the share of its pixels that have the type), and the type of each pixel, of the map's shape; null if not asked for.</returns>
    /// <exception cref="ArgumentException">An instance has no box, or no pixel in it.</exception>
    public (Dictionary<long, Dictionary<string, object?>> InstanceInfo, MetaTensor? TypeMap) Apply(
        Tensor typePrediction, IReadOnlyDictionary<long, Dictionary<string, object?>> instanceInfo, MetaTensor instanceMap)
    {
        ArgumentNullException.ThrowIfNull(typePrediction);
        ArgumentNullException.ThrowIfNull(instanceInfo);
        ArgumentNullException.ThrowIfNull(instanceMap);
        using var scope = NewDisposeScope();
        var types = (Activation ?? "softmax").Discrete(typePrediction, Threshold);
        var map = zeros_like(instanceMap.Data);
        Dictionary<long, Dictionary<string, object?>> described = [];
        foreach (var (instance, parts) in instanceInfo)
        {
            var box = parts.GetValueOrDefault("bounding_box") as Tensor
                ?? throw new ArgumentException($"HoVerNetNuclearTypePostProcessing: instance {instance} has no 'bounding_box'; HoVerNetInstanceMapPostProcessing makes one.", nameof(instanceInfo));
            var (type, probability) = new GenerateInstanceType().Apply(types, instanceMap.Data, box, instance);
            described[instance] = new(parts) { ["type_prob"] = probability, ["type"] = type };
            map.masked_fill_(instanceMap.Data.eq(instance), type);
        }
        return (described, ReturnTypeMap ? instanceMap.WithData(map.MoveToOuterDisposeScope()) : null);
    }

    /// <summary>The types of a sample's instances.</summary>
    /// <param name="TypePredictionKey">Key of the scores.</param>
    /// <param name="InstanceInfoKey">Key of the instances; they get their types.</param>
    /// <param name="InstanceMapKey">Key of the numbers of pixels.</param>
    /// <param name="TypeMapKey">Key of the types of pixels, a new one.</param>
    /// <param name="Activation">See <see cref="HoVerNetNuclearTypePostProcessing.Activation"/>.</param>
    /// <param name="Threshold">See <see cref="HoVerNetNuclearTypePostProcessing.Threshold"/>.</param>
    /// <param name="ReturnTypeMap">See <see cref="HoVerNetNuclearTypePostProcessing.ReturnTypeMap"/>.</param>
    public sealed record Keyed(
        string TypePredictionKey = "type_prediction", string InstanceInfoKey = "instance_info", string InstanceMapKey = "instance_map", string TypeMapKey = "type_map",
        MapActivation? Activation = null, double? Threshold = null, bool ReturnTypeMap = true) : SampleTransform([TypePredictionKey, InstanceInfoKey, InstanceMapKey])
    {
        private readonly HoVerNetNuclearTypePostProcessing processing = new(Activation, Threshold, ReturnTypeMap);

        private protected override Sample Apply(Sample sample, Call call) => At(TypePredictionKey, () =>
        {
            var instances = sample[InstanceInfoKey] as IReadOnlyDictionary<long, Dictionary<string, object?>>
                ?? throw new ArgumentException($"'{InstanceInfoKey}' has no instances; HoVerNetInstanceMapPostProcessing makes them.");
            var (described, map) = processing.Apply(sample.Image(TypePredictionKey).Data, instances, sample.Image(InstanceMapKey));
            sample = sample.With(InstanceInfoKey, described);
            return map is null ? sample : sample.WithNew(TypeMapKey, map);
        });
    }
}
