using Medulla.Imaging;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Runs a network on patches that a splitter cuts, and puts what it says together.</summary>
/// <param name="Splitter">Cuts the images; null where patches are given, and then <paramref name="MergedShape"/> is needed.</param>
/// <param name="MergerCls">Puts patches together; by <see cref="AvgMerger"/> if null.</param>
/// <param name="BatchSize">Patches that the network gets at a time, one after the other along the first axis.</param>
/// <param name="Preprocessing">What becomes of patches before the network sees them; they stay as they are if null.</param>
/// <param name="Postprocessing">What becomes of what the network says; it stays as it is if null.</param>
/// <param name="OutputKeys">Names of the network's outputs to merge; all if null.</param>
/// <param name="MatchSpatialShape">Whether the result covers the images alone, without what the splitter added to them.</param>
/// <param name="BufferSize">Patches that another thread cuts ahead, for splitters that read from disk; none if 0.</param>
/// <param name="MergedShape">Shape that the patches cover, [B, K, spatial...]; follows from the splitter if null.</param>
/// <param name="CroppedShape">Shape of the result; follows from the splitter if null.</param>
/// <param name="ValueDtype">Element type of the result.</param>
/// <param name="CountDtype">Element type to count patches in.</param>
/// <param name="Device">Where patches are put together; on the CPU if null.</param>
/// <exception cref="ArgumentException">An argument lies outside its bounds.</exception>
public sealed record PatchInferer(
    Splitter? Splitter = null, MergerFactory? MergerCls = null, int BatchSize = 1, Func<Tensor, Tensor>? Preprocessing = null,
    Func<NetworkOutput, NetworkOutput>? Postprocessing = null, Values<string>? OutputKeys = null, bool MatchSpatialShape = true, int BufferSize = 0,
    Values<long>? MergedShape = null, Values<long>? CroppedShape = null, ScalarType ValueDtype = ScalarType.Float32, ScalarType CountDtype = ScalarType.Byte,
    Device? Device = null) : Inferer
{
    /// <summary>Patches at a time; at least 1.</summary>
    public int BatchSize { get; init; } = Check.Positive(BatchSize);

    /// <summary>Patches cut ahead; at least 0.</summary>
    public int BufferSize { get; init; } = Check.NotNegative(BufferSize);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no splitter, or something does not fit.</exception>
    public override NetworkOutput Run(Tensor inputs, Func<Tensor, NetworkOutput> network)
    {
        if (Splitter is null)
        {
            throw new ArgumentException("PatchInferer: there is no splitter; give one, or patches together with where each begins.");
        }
        return Merged(Splitter.Split(inputs), network, (patch, output) =>
        {
            long[] Scaled(Values<long> size) => [.. output.shape.AsSpan(0, 2), .. size.Select((length, axis) => (long)Math.Round(length * Ratio(patch, output, axis)))];
            var padded = Scaled(Splitter.GetPaddedShape(inputs));
            return (padded, MatchSpatialShape ? Scaled(Splitter.GetInputShape(inputs)) : padded);
        });
    }

    /// <summary>Runs a network on patches that were cut before.</summary>
    /// <param name="inputs">Patches, [B, C, patch...], and where each begins.</param>
    /// <param name="network">From [b, C, patch...] to one or several [b, K, patch'...].</param>
    /// <returns>As many merged outputs.</returns>
    /// <exception cref="ArgumentException">There is a splitter, or no merged shape, or something does not fit.</exception>
    [ReferenceName("call")]
    public NetworkOutput RunPatches(IReadOnlyList<(Tensor Patch, Values<long> Location)> inputs, Func<Tensor, NetworkOutput> network)
        => Splitter is not null ? throw new ArgumentException("PatchInferer: there are patches and a splitter; give images, or leave the splitter out.")
            : Merged(inputs, network, (_, _) => (null, null));

    /// <summary>Runs a network on the patches that <see cref="Transforms.Spatial.GridPatch"/> cut, which says in the metadata where each begins.</summary>
    /// <inheritdoc cref="RunPatches(IReadOnlyList{ValueTuple{Tensor, Values{long}}}, Func{Tensor, NetworkOutput})"/>
    /// <param name="inputs">Patches, [N, C, patch...], with "location" in the metadata.</param>
    /// <param name="network"></param>
    [ReferenceName("call")]
    public NetworkOutput RunPatches(MetaTensor inputs, Func<Tensor, NetworkOutput> network)
    {
        if (Splitter is not null)
        {
            return Run(inputs.Data, network);
        }
        var starts = inputs.Metadata.Fields.GetValueOrDefault("location") as Values<Values<long>>
            ?? throw new ArgumentException("PatchInferer: there is no splitter, and the image's metadata does not say under 'location' where patches begin; give one or the other.");
        return RunPatches([.. Enumerable.Range(0, (int)inputs.Data.shape[0]).Select(i => (inputs.Data.narrow(0, i, 1), Values.From(starts.Select(axis => axis[i]))))], network);
    }

    private NetworkOutput Merged(
        IEnumerable<(Tensor Patch, Values<long> Location)> patches, Func<Tensor, NetworkOutput> network, Func<Tensor, Tensor, (long[]? Merged, long[]? Cropped)> shapes)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        List<Merger> mergers = [];
        IReadOnlyList<string>? names = null;
        try
        {
            foreach (var batch in (BufferSize > 0 ? Data.ReadAhead.Of(patches, BufferSize) : patches).Chunk(BatchSize))
            {
                using var inner = NewDisposeScope();
                var data = batch.Length == 1 ? batch[0].Patch : cat([.. batch.Select(one => one.Patch)]);
                var outputs = Wanted(network(Preprocessing?.Invoke(data) ?? data));
                names = outputs.Names;
                foreach (var (output, number) in outputs.Tensors.Select((output, number) => (output, number)))
                {
                    var parts = output.chunk(batch.Length);
                    if (number == mergers.Count)
                    {
                        mergers.Add(NewMerger(shapes(batch[0].Patch, parts[0])));
                    }
                    foreach (var (part, (patch, location)) in parts.Zip(batch))
                    {
                        mergers[number].Aggregate(part, Values.From(location.Select((start, axis) => (long)Math.Round(start * Ratio(patch, part, axis)))));
                    }
                }
            }
            return mergers.Count == 0 ? throw new ArgumentException("PatchInferer: there are no patches to run the network on.")
                : new([.. mergers.Select(merger => merger.Finish().clone().MoveToOuterDisposeScope())], names);
        }
        finally
        {
            mergers.ForEach(merger => merger.Dispose());
        }
    }

    private NetworkOutput Wanted(NetworkOutput outputs)
    {
        outputs = Postprocessing?.Invoke(outputs) ?? outputs;
        return OutputKeys is null || outputs.Names is null ? outputs
            : OutputKeys.FirstOrDefault(key => !outputs.Names.Contains(key)) is { } missing
                ? throw new ArgumentException($"PatchInferer: output_keys names '{missing}'; the network gives {string.Join(", ", outputs.Names)}.")
            : new([.. OutputKeys.Select(key => outputs.Named[key])], OutputKeys);
    }

    private Merger NewMerger((long[]? Merged, long[]? Cropped) shapes)
    {
        var merged = MergedShape ?? (shapes.Merged is null ? null : Values.Create<long>(shapes.Merged))
            ?? throw new ArgumentException("PatchInferer: the patches do not say how large the whole is; give merged_shape.");
        var cropped = CroppedShape ?? (shapes.Cropped is null ? null : Values.Create<long>(shapes.Cropped));
        return MergerCls?.Invoke(merged, cropped, ValueDtype, CountDtype, Device) ?? new AvgMerger(merged, cropped, ValueDtype, CountDtype, Device);
    }

    private static double Ratio(Tensor patch, Tensor output, int axis) => output.shape[axis + 2] / (double)patch.shape[axis + 2];
}
