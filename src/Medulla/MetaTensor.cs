using System.Collections.Immutable;
using Medulla.Imaging;
using Medulla.Imaging.Geometry;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla;

/// <summary>
/// A medical image: voxels, where they lie in the world, what is known of them, and which operations made it.
/// Operations give a new image and leave this one as it was.
/// </summary>
public sealed class MetaTensor : IDisposable
{
    private readonly Lock gate = new();
    private Tensor data;
    private ImmutableList<Mapping> pending;
    private (Tensor Source, ImmutableList<Mapping> Mappings)? unresampled;   // what the voxels were resampled from

    /// <summary>An image of the given voxels.</summary>
    /// <param name="data">Channel first, [C, spatial...].</param>
    /// <param name="affine">Voxel index to world millimetres (RAS+); the identity if null.</param>
    /// <param name="metadata">What is known of the image.</param>
    public MetaTensor(Tensor data, Affine? affine = null, Metadata? metadata = null)
        : this(data, affine ?? Affine.Identity(3), metadata ?? Metadata.Empty, [], [])
    {
    }

    private MetaTensor(Tensor data, Affine affine, Metadata metadata, ImmutableList<AppliedOperation> applied, ImmutableList<Mapping> pending)
    {
        this.data = data;
        this.pending = pending;
        Affine = affine;
        Metadata = metadata;
        Applied = applied;
        SpatialShape = pending.IsEmpty ? Values.Create(data.shape.AsSpan().Slice(Math.Min(1, (int)data.Dimensions))) : pending[^1].Target.Shape;
    }

    /// <summary>The voxels, [C, spatial...]; resampled now if spatial operations are pending.</summary>
    public Tensor Data
    {
        get
        {
            lock (gate)
            {
                if (!pending.IsEmpty)
                {
                    (unresampled, pending) = ((data, pending), []);
                    data = Resampled(unresampled.Value);
                }
                else if (unresampled is { } origin && data.IsInvalid)
                {
                    // What was made in another dispose scope went with it; what it was made from may still be there.
                    data = Resampled(origin);
                }
                return data;
            }
        }
    }

    /// <summary>As in the reference, lazy resampling gives float32 even where voxels are only moved.</summary>
    private static Tensor Resampled((Tensor Source, ImmutableList<Mapping> Mappings) from)
        => from.Mappings.Aggregate(from.Source, (source, mapping) => mapping.Execute(source)).to_type(ScalarType.Float32);

    /// <summary>Voxel index to world millimetres (RAS+), pending operations included.</summary>
    public Affine Affine { get; }

    /// <summary>What is known of the image.</summary>
    public Metadata Metadata { get; }

    /// <summary>The operations that can be undone, newest last.</summary>
    public ImmutableList<AppliedOperation> Applied { get; }

    /// <summary>Spatial operations that wait for the voxels to be asked for (lazy resampling), in order; fused where they can be.</summary>
    public IReadOnlyList<Mapping> Pending => pending;

    /// <summary>The voxels before the pending operations; <see cref="Data"/> if there are none.</summary>
    public Tensor Unresampled => data;

    /// <summary>Number of voxels along each spatial axis, pending operations included.</summary>
    public Values<long> SpatialShape { get; }

    /// <summary>Number of channels.</summary>
    public long Channels => data.shape[0];

    /// <summary>Shape and affine.</summary>
    public Grid Grid => new(SpatialShape, Affine);

    /// <summary>Other voxels on the same grid; the history stays.</summary>
    public MetaTensor WithData(Tensor voxels) => new(voxels, Affine, Metadata, Applied, []);

    /// <summary>An image of a batch: other voxels where the image of that number lies, or this one where it is no batch of so many.</summary>
    /// <param name="index">Its number; below zero from the end.</param>
    /// <param name="voxels">Its voxels.</param>
    internal MetaTensor ItemWithData(long index, Tensor voxels)
        => Metadata.Stacked is { } images && images.Count == data.shape[0] ? images[(int)(index < 0 ? index + images.Count : index)].WithData(voxels) : WithData(voxels);

    /// <summary>The same image with other metadata.</summary>
    public MetaTensor WithMetadata(Metadata metadata) => new(data, Affine, metadata, Applied, pending);

    /// <summary>The same image with another history.</summary>
    public MetaTensor WithApplied(ImmutableList<AppliedOperation> applied) => new(data, Affine, Metadata, applied, pending);

    /// <summary>The same voxels at another place in the world. For readers; a transform changes affine, data and history together.</summary>
    public MetaTensor WithAffine(Affine affine) => new(Data, affine, Metadata, Applied, []);

    /// <summary>The image with one more operation in its history.</summary>
    public MetaTensor Push(AppliedOperation operation) => WithApplied(Applied.Add(operation));

    /// <summary>The image resampled by <paramref name="mapping"/>.</summary>
    /// <param name="mapping">Where each voxel of the result comes from.</param>
    /// <param name="lazy">Whether to wait until the voxels are asked for; consecutive mappings then fuse where they can.</param>
    public MetaTensor Resample(Mapping mapping, bool lazy = false)
    {
        if (!lazy)
        {
            return new(mapping.Execute(Data), mapping.Target.Affine, Metadata, Applied, []);
        }
        mapping = mapping.Waiting;
        var fused = pending.IsEmpty ? null : pending[^1].Then(mapping);
        var waiting = fused is null ? pending.Add(mapping) : pending.SetItem(pending.Count - 1, fused);
        return new(data, mapping.Target.Affine, Metadata, Applied, waiting);
    }

    /// <summary>Undoes the last operation in the history.</summary>
    /// <exception cref="InvalidOperationException">The history is empty.</exception>
    public MetaTensor Undo()
        => Applied.IsEmpty
            ? throw new InvalidOperationException("MetaTensor: there is no operation to undo; the image's history is empty.")
            : Applied[^1].Undo(WithApplied(Applied.RemoveAt(Applied.Count - 1)));

    /// <summary>The voxels and all tensors of the history.</summary>
    internal IEnumerable<Tensor> Tensors => Applied.SelectMany(operation => operation.Tensors).Prepend(data);

    /// <summary>Disposes of the voxels and of what the history holds.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Shape, element type and spacing.</summary>
    public override string ToString()
        => $"MetaTensor [{(data.Dimensions == 0 ? "" : $"{Channels}; ")}{string.Join(" x ", SpatialShape)}] {data.dtype}, spacing {Values.From(Affine.Spacing().Select(s => Math.Round(s, 4)))} mm";
}
