using Medulla.Data.Boxes;
using Medulla.Imaging;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Detection.Transforms;

/// <summary>Tells boxes by lower and upper corners, as all other steps need them.</summary>
/// <param name="Mode">Their mode; lower and upper corners if null.</param>
public sealed record ConvertBoxToStandardMode(BoxMode? Mode = null) : BoxTransform
{
    /// <summary>The boxes told anew.</summary>
    /// <param name="boxes">[N, 4] or [N, 6].</param>
    public Tensor Apply(Tensor boxes) => BoxConversion.ConvertBoxToStandardMode(boxes, Mode);

    private protected override object Run(Tensor boxes) => Apply(boxes);

    /// <summary>Tells boxes of a sample by lower and upper corners.</summary>
    /// <param name="BoxKeys">Keys of boxes.</param>
    /// <param name="Mode">Their mode; lower and upper corners if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> BoxKeys, BoxMode? Mode = null, bool AllowMissingKeys = false) : SampleTransform(BoxKeys, AllowMissingKeys)
    {
        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, _) => new ConvertBoxMode(Mode).Changed(BoxItem.Boxes(sample, key)));

        private protected override bool Made(AppliedOperation operation) => operation.Transform is ConvertBoxMode;
    }
}
