using Medulla.Imaging;

namespace Medulla.Inferers;

/// <summary>What turns an image before it becomes a sequence.</summary>
public enum OrderingTransformation
{
    /// <summary>Exchanges axes.</summary>
    Transpose,

    /// <summary>Quarter turns.</summary>
    [ReferenceName("rotate_90")]
    Rotate90,

    /// <summary>Reverses axes.</summary>
    Reflect,
}
