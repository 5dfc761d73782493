namespace Medulla.Networks.Layers;

/// <summary>How a skip connection joins its two paths.</summary>
public enum SkipMode
{
    /// <summary>Channels of the input, then those of the submodule.</summary>
    Cat,

    /// <summary>Their sum.</summary>
    Add,

    /// <summary>Their product.</summary>
    Mul,
}
