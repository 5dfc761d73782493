using Medulla.Imaging;

namespace Medulla.Networks.Layers;

/// <summary>How a skip connection joins its input with the output of what it skips.</summary>
public enum SkipMode
{
    /// <summary>One after the other along an axis, the input first.</summary>
    [ReferenceName("cat")]
    Concatenate,

    /// <summary>The sum.</summary>
    Add,

    /// <summary>The product.</summary>
    [ReferenceName("mul")]
    Multiply,
}
