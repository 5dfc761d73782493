namespace Medulla.Bundles.Workflows;

/// <summary>A metric of an evaluation beside the one that was locked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Recorded">What the lock says; null if it does not have it.</param>
/// <param name="Found">What came out; null if nothing did.</param>
/// <param name="IsSame">Whether both are there and the same within the tolerance, or both NaN.</param>
public sealed record ReproducedMetric(string Name, double? Recorded, double? Found, bool IsSame)
{
    /// <summary>How far off it is; null if one is missing.</summary>
    public double? Difference => Found - Recorded;

    internal static ReproducedMetric Of(string name, double? recorded, double? found, double tolerance)
        => new(name, recorded, found, recorded is { } a && found is { } b && (a.Equals(b) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(a))));
}
