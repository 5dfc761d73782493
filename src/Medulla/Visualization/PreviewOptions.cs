namespace Medulla.Visualization;

/// <summary>What a preview of a pipeline shows.</summary>
public sealed record PreviewOptions
{
    /// <summary>Key of the image that is shown.</summary>
    public string Key { get; init; } = "image";

    /// <summary>Key of a label that is outlined on it, where there is one of the same shape; none if null.</summary>
    public string? LabelKey { get; init; } = "label";

    /// <summary>Seed of the pipeline.</summary>
    public uint Seed { get; init; }

    /// <summary>Longer side of each picture, pixels, 96 to 2048.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is outside these bounds.</exception>
    public int TileSize
    {
        get;
        init => field = value is >= 96 and <= 2048
            ? value
            : throw new ArgumentOutOfRangeException(nameof(TileSize), $"PreviewOptions: TileSize is {value}; it must be 96 to 2048 pixels.");
    } = 240;

    /// <summary>Pictures in a row, at least 1.</summary>
    public int Columns { get; init => field = Check.Positive(value); } = 6;
}
