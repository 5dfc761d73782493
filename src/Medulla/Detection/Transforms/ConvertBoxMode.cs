using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Tells boxes in another mode.</summary>
/// <param name="SrcMode">Their mode; lower and upper corners if null.</param>
/// <param name="DstMode">The mode to give; lower and upper corners if null.</param>
public sealed record ConvertBoxMode(BoxMode? SrcMode = null, BoxMode? DstMode = null) : BoxTransform, IImageTransform
{
    /// <summary>The boxes told anew.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    public Tensor Apply(Tensor boxes) => BoxConversion.ConvertBoxMode(boxes, SrcMode, DstMode);

    MetaTensor IImageTransform.Undo(MetaTensor image, AppliedOperation operation)
        => image.WithData(BoxConversion.ConvertBoxMode(image.Data, DstMode, SrcMode));

    MetaTensor IImageTransform.Replay(MetaTensor image, AppliedOperation operation) => image.WithData(Apply(image.Data));

    private protected override object Run(Tensor boxes) => Apply(boxes);

    /// <summary>The item told anew, which its history notes.</summary>
    internal object Changed(object? item)
        => item is MetaTensor boxes ? boxes.WithData(Apply(boxes.Data)).Push(new(this, boxes.Grid)) : Apply((Tensor)item!);

    /// <summary>Tells boxes of a sample in another mode.</summary>
    /// <param name="BoxKeys">Keys of boxes.</param>
    /// <param name="SrcMode">Their mode; lower and upper corners if null.</param>
    /// <param name="DstMode">The mode to give; lower and upper corners if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> BoxKeys, BoxMode? SrcMode = null, BoxMode? DstMode = null, bool AllowMissingKeys = false)
        : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => new ConvertBoxMode(SrcMode, DstMode).Changed(BoxItem.Boxes(sample, key)));

        private protected override bool Made(AppliedOperation operation) => operation.Transform is ConvertBoxMode;
    }
}
