using Medulla.Imaging;
using Medulla.Runtime;
using Medulla.Transforms;
using Medulla.Transforms.Post;
using static TorchSharp.torch;

namespace Medulla.Vista.Transforms;

/// <summary>
/// Makes a label map of VISTA3D's logits: the channel of the greatest one, background where none is above 0. Labels are the classes of the
/// sample's "label_prompt" in the channels' order, or 1, 2, ... without it. Where points alone were asked for ("points" [B, N, 3] and
/// "point_labels" [B, N]), components that no point inside lies in are taken out first. Voxels of one channel that are NaN, where nothing
/// was computed, stay so. He et al., VISTA3D (2024).
/// </summary>
/// <param name="Keys">Keys of logits, [C, spatial...]; those that a sample lacks are passed over.</param>
/// <param name="AllowMissingKeys">Without effect, as missing keys are passed over anyway.</param>
/// <exception cref="ArgumentException">On a call: there are fewer classes than channels.</exception>
public sealed record VistaPostTransform(Values<string> Keys, bool AllowMissingKeys = false) : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
        => Keys.Where(sample.ContainsKey).Aggregate(sample, (result, key) => result.With(key, At(key, () => Labels(sample.Image(key), sample))));

    private static MetaTensor Labels(MetaTensor image, Sample sample) => image.WithData(TensorMemory.Scoped(() =>
    {
        var logits = image.Data;
        var prompt = Given(sample, VistaPreTransform.LabelPrompt)?.flatten();
        if (prompt is null && Given(sample, "points") is { } points)
        {
            var kinds = Given(sample, VistaPreTransform.PointLabels)
                ?? throw new ArgumentException($"the sample has points and no '{VistaPreTransform.PointLabels}'; [B, N] of them are expected.");
            logits = PointPrompts.KeepComponents(logits.unsqueeze(0), points.reshape(-1, kinds.shape[^1], 3), kinds.reshape(-1, kinds.shape[^1]))[0];
        }
        var channels = logits.shape[0];
        if (prompt?.shape[0] < channels)
        {
            throw new ArgumentException($"'{VistaPreTransform.LabelPrompt}' has {prompt.shape[0]} classes and the prediction {channels} channels; one class for each is expected.");
        }
        var classes = (prompt?.narrow(0, 0, channels) ?? arange(1, channels + 1)).to(channels > 1 ? ScalarType.Float32 : logits.dtype, logits.device);
        if (channels == 1)
        {
            var labels = logits.gt(0).to_type(logits.dtype) * classes;
            return logits.is_floating_point() ? where(logits.isnan(), logits, labels) : labels;
        }
        var nothing = logits.le(0).all(0, keepdim: true);
        return classes.index_select(0, logits.argmax(0).flatten()).reshape([1, .. logits.shape[1..]]).masked_fill(nothing, 0);
    }));

    private static Tensor? Given(Sample sample, string key) => sample.GetValueOrDefault(key) is null ? null : sample.Image(key).Data;
}
