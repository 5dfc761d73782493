namespace Medulla.Transforms.Spatial;

/// <summary>How a size is meant.</summary>
public enum SizeMode
{
    /// <summary>The size of each axis.</summary>
    All,

    /// <summary>The size of the longest axis; the others keep the image's proportions.</summary>
    Longest,
}
