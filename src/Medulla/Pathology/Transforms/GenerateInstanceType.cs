using Medulla.Imaging;
using Medulla.Interaction;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Pathology.Transforms;

/// <summary>The type of one instance: that of most of its pixels, but the background only if they have no other.</summary>
/// <param name="Background">The type of the background.</param>
public sealed record GenerateInstanceType(int Background = 0)
{
    /// <summary>The type, and the share of the instance's pixels that have it.</summary>
    /// <param name="typePred">Type of each pixel, [1, H, W].</param>
    /// <param name="segPred">Instance of each pixel, [1, H, W].</param>
    /// <param name="bbox">The instance's box: first row and end, first column and end.</param>
    /// <param name="instanceId">The instance.</param>
    /// <exception cref="ArgumentException">The box has other numbers, or no pixel of the instance.</exception>
    public (int Type, double Probability) Apply(Tensor typePred, Tensor segPred, Tensor bbox, long instanceId)
    {
        ArgumentNullException.ThrowIfNull(typePred);
        ArgumentNullException.ThrowIfNull(segPred);
        ArgumentNullException.ThrowIfNull(bbox);
        using var scope = NewDisposeScope();
        var box = bbox.to_type(ScalarType.Int64).cpu().flatten().data<long>().ToArray();
        if (box.Length != 4)
        {
            throw new ArgumentException($"GenerateInstanceType: the box has {box.Length} numbers; rows and columns, first and end, are expected.", nameof(bbox));
        }
        var inside = Cut(segPred).eq(instanceId);
        var types = Cut(typePred).masked_select(inside.to(typePred.device)).to_type(ScalarType.Int64).cpu().data<long>().ToArray();
        var counts = types.CountBy(type => type).OrderByDescending(type => type.Value).ThenBy(type => type.Key).ToList();
        if (counts.Count == 0)
        {
            throw new ArgumentException($"GenerateInstanceType: no pixel of instance {instanceId} lies in rows {box[0]} to {box[1]} and columns {box[2]} to {box[3]}.", nameof(instanceId));
        }
        var most = counts[0].Key == Background && counts.Count > 1 ? counts[1] : counts[0];
        return ((int)most.Key, most.Value / (types.Length + 1e-6));

        Tensor Cut(Tensor map) => map[0].narrow(0, box[0], box[1] - box[0]).narrow(1, box[2], box[3] - box[2]);
    }

    /// <summary>The type of a sample's instance, under a new key: "inst_type" and "type_prob".</summary>
    /// <param name="Keys">Types of pixels.</param>
    /// <param name="TypeInfoKey">Key of the result.</param>
    /// <param name="BboxKey">Key of the instance's box.</param>
    /// <param name="SegPredKey">Key of the instances of pixels.</param>
    /// <param name="InstanceIdKey">Key of the instance.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(
        Values<string> Keys, string TypeInfoKey = "type_info", string BboxKey = "bbox", string SegPredKey = "seg", string InstanceIdKey = "id",
        bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => Keys.Where(key => !AllowMissingKeys || sample.ContainsKey(key)).Aggregate(sample, (result, key) => At(key, () =>
            {
                var (type, probability) = new GenerateInstanceType().Apply(
                    sample.Image(key).Data, sample.Image(SegPredKey).Data, Maps.Array(sample[BboxKey]), (long)Clicks.Number(sample[InstanceIdKey]));
                return result.WithNew(TypeInfoKey, new Dictionary<string, object?> { ["inst_type"] = type, ["type_prob"] = probability });
            }));
    }
}
