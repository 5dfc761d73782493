using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using static TorchSharp.torch;

namespace Medulla.Transforms.CropPad;

/// <summary>Adds given numbers of voxels.</summary>
/// <param name="ToPad">Voxels to add before and after: first for the channels, which is (0, 0), then for each axis; axes not named stay as they are.</param>
/// <param name="Mode">What to pad with.</param>
/// <param name="Value">The value for <see cref="PadMode.Constant"/>.</param>
/// <param name="ConstantValues">
/// Instead of <paramref name="Value"/>: one value for all, or (before, after) first for channels, which counts for nothing, then for each axis.
/// </param>
/// <exception cref="ArgumentException">On a call, nothing is given, or not pairs of numbers, or channels are to be added.</exception>
public sealed record Pad(
    Values<Values<int>>? ToPad = null, [property: PerKey] PadMode Mode = PadMode.Constant,
    double Value = 0, Values<Values<double>>? ConstantValues = null) : SpatialTransform
{
    /// <inheritdoc/>
    public override Mapping Map(Grid source)
    {
        var pairs = ToPad ?? throw new ArgumentException("Pad: to_pad is not given; give it when it is made, or with the call.");
        if (pairs.Any(pair => pair.Count != 2) || pairs.Count > source.Rank + 1)
        {
            throw new ArgumentException($"Pad: to_pad is {pairs}; at most {source.Rank + 1} pairs (before, after), the channels' first, are expected.");
        }
        if (pairs.Count > 0 && pairs[0].Any(n => n != 0))
        {
            throw new ArgumentException($"Pad: to_pad adds {pairs[0]} channels; only spatial axes can be padded. Concatenate channels instead (ConcatItems).");
        }
        long Side(int axis, int side) => axis + 1 < pairs.Count ? pairs[axis + 1][side] : 0;
        var shape = Values.From(source.Shape.Select((n, axis) => n + Side(axis, 0) + Side(axis, 1)));
        return Mapping.Window(source, [.. Enumerable.Range(0, source.Rank).Select(axis => -Side(axis, 0))], shape, Sampling.Constant(Mode, Value, ConstantValues));
    }

    /// <summary>The voxels padded.</summary>
    /// <param name="img">[C, spatial...].</param>
    /// <param name="toPad">See <see cref="ToPad"/>.</param>
    /// <param name="mode">See <see cref="Mode"/>.</param>
    /// <param name="value">See <see cref="Value"/>.</param>
    /// <param name="constantValues">See <see cref="ConstantValues"/>.</param>
    /// <exception cref="ArgumentException">These are not pairs of numbers, or channels are to be added.</exception>
    [ReferenceName("pad_nd")]
    public static Tensor Voxels(
        Tensor img, Values<Values<int>> toPad, PadMode mode = PadMode.Constant, double value = 0, Values<Values<double>>? constantValues = null)
        => new Pad(toPad, mode, value, constantValues).Map(new MetaTensor(img).Grid).Execute(img);

    /// <summary>A padding transform on keys of a sample.</summary>
    /// <param name="Keys">Keys to pad.</param>
    /// <param name="Padder">What pads each of them.</param>
    /// <param name="Mode">What to pad with, for all keys or for each, whatever the padder says; a constant if null.</param>
    /// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
    public sealed record Keyed(Values<string> Keys, SpatialTransform Padder, Values<PadMode>? Mode = null, bool AllowMissingKeys = false)
        : SampleTransform(Keys, AllowMissingKeys)
    {
        /// <summary>Whether to wait with resampling until the voxels are needed.</summary>
        public bool? Lazy { get; init; }

        private protected override Sample Apply(Sample sample, Call call)
            => ForEachKey(sample, (key, index) => ((ITransform)Of(index)).Run(sample[key], call with { Lazy = call.Lazy ?? Lazy }));

        private protected override bool Made(AppliedOperation operation) => Enumerable.Range(0, Keys.Count).Any(index => operation.IsOf(Of(index)));

        private PadMode ModeOf(int index) => Mode?.Cyclic(index) ?? PadMode.Constant;

        private SpatialTransform Of(int index) => Padder switch
        {
            SpatialPad pad => pad with { Mode = ModeOf(index) },
            BorderPad pad => pad with { Mode = ModeOf(index) },
            DivisiblePad pad => pad with { Mode = ModeOf(index) },
            ResizeWithPadOrCrop pad => pad with { Mode = ModeOf(index) },
            Pad pad => pad with { Mode = ModeOf(index) },
            _ => throw new ArgumentException($"Pad: {Padder.GetType().Name} does not pad; give a padding transform."),
        };
    }
}
