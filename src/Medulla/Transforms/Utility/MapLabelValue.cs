using System.Numerics;
using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.Utility;

/// <summary>Gives labels other numbers; values that are not listed stay.</summary>
/// <param name="OrigLabels">The labels in the image.</param>
/// <param name="TargetLabels">What each becomes.</param>
/// <param name="Dtype">Element type of the result.</param>
/// <exception cref="ArgumentException">The lists differ in length.</exception>
public sealed record MapLabelValue(Values<double> OrigLabels, Values<double> TargetLabels, ScalarType Dtype = ScalarType.Float32) : Transform
{
    /// <summary>What each label becomes.</summary>
    public Values<double> TargetLabels { get; init; } = TargetLabels.Count == OrigLabels.Count ? TargetLabels
        : throw new ArgumentException($"MapLabelValue: {OrigLabels.Count} labels are to become {TargetLabels.Count} others; the lists must have the same length.");

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var labels = image.Data;
            return Dtype == ScalarType.Float32 && labels.device_type == DeviceType.CPU && Kernel(labels.contiguous()) is { } mapped ? mapped : Step(labels);
        }));

    /// <summary>One pass; null where there is none for the element type.</summary>
    private Tensor? Kernel(Tensor labels) => labels.dtype switch
    {
        ScalarType.Byte => Mapped<byte>(labels),
        ScalarType.Int8 => Mapped<sbyte>(labels),
        ScalarType.Int16 => Mapped<short>(labels),
        ScalarType.Int32 => Mapped<int>(labels),
        ScalarType.Int64 => Mapped<long>(labels),
        ScalarType.Float32 => Mapped<float>(labels),
        _ => null,
    };

    private Tensor Mapped<T>(Tensor labels)
        where T : unmanaged, INumber<T>
    {
        var mapped = empty(labels.shape);
        LabelMapping.Map<T>(labels.AsSpan<T>(), mapped.AsSpan<float>(), OrigLabels, TargetLabels);
        return mapped;
    }

    /// <summary>The straight libtorch way, a pass for each label.</summary>
    internal Tensor Step(Tensor labels)
    {
        var mapped = labels.to(Dtype, labels.device, copy: true);
        foreach (var (from, to) in OrigLabels.Zip(TargetLabels).Where(pair => pair.First != pair.Second))
        {
            mapped.masked_fill_(labels.eq(from), to);
        }
        return mapped;
    }
}
