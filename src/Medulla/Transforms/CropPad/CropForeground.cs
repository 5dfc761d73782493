using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Crops to the bounding box of the foreground.</summary>
/// <param name="SelectFn">Which voxels are foreground; those above 0 if null.</param>
/// <param name="ChannelIndices">Channels to look at; all if null.</param>
/// <param name="Margin">Voxels to add around the box, at each end of each axis.</param>
/// <param name="AllowSmaller">Whether the box ends with the image; otherwise a margin beyond it is padded.</param>
/// <param name="ReturnCoords">Whether pipelines get a list: the image, the first voxel of the box, and its end (exclusive).</param>
/// <param name="KDivisible">The box is enlarged so that its size is divisible by this, along each axis.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
/// <exception cref="ArgumentException">A margin is negative; on a call, there is no foreground.</exception>
public sealed record CropForeground(
    Func<Tensor, Tensor>? SelectFn = null, Values<int>? ChannelIndices = null, Values<int>? Margin = null, bool AllowSmaller = false,
    bool ReturnCoords = false, Values<int>? KDivisible = null, [property: PerKey] PadMode Mode = PadMode.Constant,
    [property: ReferenceName("value", "constant_values")] double Value = 0) : SpatialTransform
{
    /// <summary>Voxels to add around the box.</summary>
    public Values<int>? Margin { get; init; } = Margin is { } margin && margin.Any(m => m < 0)
        ? throw new ArgumentException($"CropForeground: Margin is {margin}; it must be at least 0.") : Margin;

    /// <summary>The box around the foreground of an image.</summary>
    /// <param name="image">[C, spatial...].</param>
    /// <returns>First voxel and size along each axis; the first voxel may lie outside the image, and the size is 0 where there is no foreground.</returns>
    public (Values<long> Start, Values<long> Size) BoxOf(MetaTensor image)
    {
        var shape = image.SpatialShape;
        var margin = SpatialSize.PerAxis(Margin ?? 0, shape.Count, nameof(Margin)).ToArray();
        var divisor = SpatialSize.PerAxis(KDivisible ?? 1, shape.Count, nameof(KDivisible)).ToArray();
        var (start, size) = (new long[shape.Count], new long[shape.Count]);
        if (Foreground(image) is not { } box)
        {
            return (start, size);
        }
        for (var axis = 0; axis < shape.Count; axis++)
        {
            var (low, high) = (box.Start[axis] - margin[axis], box.End[axis] + margin[axis]);
            (low, high) = AllowSmaller ? (Math.Max(low, 0), Math.Min(high, shape[axis])) : (low, high);
            var k = divisor[axis];
            size[axis] = k > 0 ? (high - low + k - 1) / k * k : high - low;
            start[axis] = low - (size[axis] - (high - low)) / 2;
        }
        return (start, size);
    }

    /// <summary>The box around the foreground of all channels that count; null if there is none.</summary>
    private BoundingBox? Foreground(MetaTensor image)
    {
        using var scope = NewDisposeScope();
        var shape = image.SpatialShape;
        var looked = ChannelIndices is null ? image.Data : image.Data.index_select(0, tensor([.. ChannelIndices.Select(c => c < 0 ? c + image.Data.shape[0] : c)], device: image.Data.device));
        if (SelectFn is null && shape.Count <= 3 && looked.dtype == ScalarType.Float32 && looked.device_type == DeviceType.CPU)
        {
            return Enumerable.Range(0, (int)looked.shape[0])
                .Select(channel => BoundingBox.OfPositive(looked[channel].contiguous().AsSpan<float>(), shape.Span))
                .Aggregate((BoundingBox?)null, (a, b) => a is null ? b : b is null ? a : a.Union(b));
        }
        var foreground = (SelectFn?.Invoke(looked) ?? IsPositive(looked)).to_type(ScalarType.Bool).any(0).cpu().contiguous();
        if (shape.Count <= 3)
        {
            return BoundingBox.OfNonZero<byte>(foreground.AsSpan<byte>(), shape.Span);
        }
        var places = foreground.nonzero();
        return places.shape[0] == 0 ? null : new(places.amin([0]).AsSpan<long>().ToArray(), (places.amax([0]) + 1).AsSpan<long>().ToArray());
    }

    /// <summary>Where values are above 0: the usual foreground.</summary>
    [ReferenceName("is_positive")]
    public static Tensor IsPositive(Tensor img) => img.gt(0);

    /// <inheritdoc/>
    /// <remarks>Knows the grid alone and so cannot tell the foreground; use <see cref="Transform.Apply"/>.</remarks>
    public override Mapping Map(Grid source)
        => throw new InvalidOperationException("CropForeground: the box depends on the voxels; apply it to an image.");

    /// <inheritdoc/>
    protected override Mapping MapImage(MetaTensor image)
    {
        var (start, size) = BoxOf(image);
        return Window(image.Grid, start, size);
    }

    private protected override MetaTensor Run(MetaTensor image, Call call)
    {
        var cropped = base.Run(image, call);
        if (!(call.Lazy ?? Lazy))
        {
            CheckForeground(image, cropped.SpatialShape);
        }
        return cropped;
    }

    private protected override object RunItem(MetaTensor image, Call call)
    {
        var cropped = Run(image, call);
        if (!ReturnCoords)
        {
            return cropped;
        }
        var (start, size) = BoxOf(image);
        return new List<object?> { cropped, start, End(start, size) };
    }

    private static Values<long> End(Values<long> start, Values<long> size) => Values.From(start.Zip(size, (a, b) => a + b));

    /// <summary>An empty box is an error where the voxels are wanted now.</summary>
    private static void CheckForeground(MetaTensor image, Values<long> size)
    {
        if (size.All(n => n > 0))
        {
            return;
        }
        using var scope = NewDisposeScope();
        var values = image.Data.to_type(ScalarType.Float32);
        throw new ArgumentException($"there is no foreground to crop to in an image of {image.SpatialShape} voxels with values from "
            + $"{values.min().item<float>()} to {values.max().item<float>()}; choose another SelectFn, or leave such images out.");
    }

    private Mapping Window(Grid source, Values<long> start, Values<long> size)
        => Mapping.Window(source, start, size, new(Interpolation: null, Mode, Value));

    /// <summary>Crops keys of a sample to the foreground of one of them.</summary>
    /// <param name="Keys">Keys to crop.</param>
    /// <param name="SourceKey">The key whose foreground counts.</param>
    /// <param name="SelectFn">Which voxels are foreground; those above 0 if null.</param>
    /// <param name="ChannelIndices">Channels to look at; all if null.</param>
    /// <param name="Margin">Voxels to add around the box, at each end of each axis.</param>
    /// <param name="AllowSmaller">Whether the box ends with the image; otherwise a margin beyond it is padded.</param>
    /// <param name="KDivisible">The box is enlarged so that its size is divisible by this, along each axis.</param>
    /// <param name="Mode">What to pad with, for all keys or for each.</param>
    /// <param name="StartCoordKey">Key under which the first voxel of the box is put into the sample; null for nowhere.</param>
    /// <param name="EndCoordKey">Key for the end of the box (exclusive); null for nowhere.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    /// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
    public sealed record Keyed(
        Values<string> Keys, string SourceKey, Func<Tensor, Tensor>? SelectFn = null, Values<int>? ChannelIndices = null, Values<int>? Margin = null,
        bool AllowSmaller = false, Values<int>? KDivisible = null, Values<PadMode>? Mode = null, string? StartCoordKey = "foreground_start_coord",
        string? EndCoordKey = "foreground_end_coord", bool AllowMissingKeys = false, [property: ReferenceName("value", "constant_values")] double Value = 0)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool Lazy { get; init; }

        private CropForeground Cropper => new(SelectFn, ChannelIndices, Margin, AllowSmaller, false, KDivisible, PadMode.Constant, Value);

        private protected override bool Made(AppliedOperation operation)
            => (Mode ?? [PadMode.Constant]).Any(mode => operation.IsOf(Cropper with { Mode = mode }));

        private protected override Sample Apply(Sample sample, Call call)
        {
            var cropper = Cropper;
            var (start, size) = At(SourceKey, () => cropper.BoxOf(sample.Image(SourceKey)));
            var lazy = call.Lazy ?? Lazy;
            if (!lazy)
            {
                At(SourceKey, () =>
                {
                    CheckForeground(sample.Image(SourceKey), size);
                    return size;
                });
            }
            sample = StartCoordKey is null ? sample : sample.With(StartCoordKey, start);
            sample = EndCoordKey is null ? sample : sample.With(EndCoordKey, End(start, size));
            return ForEachKey(sample, (key, index) =>
            {
                var image = sample.Image(key);
                var own = cropper with { Mode = Mode?.Cyclic(index) ?? PadMode.Constant };
                var window = own.Window(image.Grid, start, size);
                return image.Resample(window, lazy).Push(new(own, image.Grid, window));
            });
        }
    }
}
