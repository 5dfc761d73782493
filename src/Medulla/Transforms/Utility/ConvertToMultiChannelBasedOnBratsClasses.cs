using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>
/// Turns the label map of BraTS 2018 (1 necrotic core, 2 oedema, 4 enhancing tumour) into the three overlapping regions that are
/// scored: tumour core, whole tumour, enhancing tumour.
/// </summary>
/// <remarks>Labels are [spatial...] or, in 3-D, [1, spatial...]; the result is [3, spatial...] of booleans.</remarks>
public sealed record ConvertToMultiChannelBasedOnBratsClasses : Transform
{
    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var labels = image.Data is { Dimensions: 4 } single && single.shape[0] == 1 ? single.squeeze(0) : image.Data;
            var enhancing = labels.eq(4);
            var core = labels.eq(1).logical_or(enhancing);
            return stack([core, core.logical_or(labels.eq(2)), enhancing]);
        }));
}
