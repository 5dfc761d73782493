using System.Collections.Immutable;
using Medulla.Imaging.Geometry;

namespace Medulla;

/// <summary>What is known of an image beyond its voxels and geometry.</summary>
public sealed record Metadata
{
    /// <summary>Nothing is known.</summary>
    public static Metadata Empty { get; } = new();

    /// <summary>The file that the image was read from; null if it was made in memory.</summary>
    public string? FileName { get; init; }

    /// <summary>The affine in the file, before any transform.</summary>
    public Affine? OriginalAffine { get; init; }

    /// <summary>The world space of the affine, "RAS" unless a reader was asked for another.</summary>
    public string Space { get; init; } = "RAS";

    /// <summary>Which axis of the voxels held the channels when they were read; null if nobody knows.</summary>
    public ChannelAxis? OriginalChannelDim { get; init; }

    /// <summary>The images that were stacked, where this is what is known of a batch, [B, C, spatial...]; null otherwise.</summary>
    public ImmutableList<MetaTensor>? Stacked { get; init; }

    /// <summary>Everything else that the file said, by the names of its format ("pixdim", "descrip", ...).</summary>
    public ImmutableDictionary<string, object> Fields { get; init; } = ImmutableDictionary<string, object>.Empty;
}
