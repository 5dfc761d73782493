namespace Medulla.Conformance;

/// <summary>How a case ended.</summary>
public enum Result
{
    /// <summary>Everything agrees.</summary>
    Passed,

    /// <summary>Something does not.</summary>
    Failed,

    /// <summary>The registry has no component of a name in the case.</summary>
    Unknown,
}
