namespace Medulla.Transforms.Spatial;

/// <summary>Which patches come first, by the sum of their intensities.</summary>
public enum GridPatchSort
{
    /// <summary>In random order.</summary>
    Random,

    /// <summary>Those of the smallest sum.</summary>
    Min,

    /// <summary>Those of the largest sum.</summary>
    Max,
}
