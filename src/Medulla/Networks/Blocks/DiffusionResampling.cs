namespace Medulla.Networks.Blocks;

/// <summary>What a <see cref="DiffusionUNetResnetBlock"/> does to the size of the image.</summary>
public enum DiffusionResampling
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>Twice as large along each axis.</summary>
    Up,

    /// <summary>Half as large along each axis.</summary>
    Down,
}
