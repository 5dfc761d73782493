namespace Medulla.Transforms.Utility;

/// <summary>A term of a contract that an image breaks.</summary>
/// <param name="Key">Key of the image; null outside a sample.</param>
/// <param name="File">The file that the image was read from, where it is known.</param>
/// <param name="Term">Which term: "spacing".</param>
/// <param name="Found">What was found: "[1, 1, 5] mm".</param>
/// <param name="Expected">What the contract demands: "[1, 1, 1] mm within 0.001 mm".</param>
public sealed record ContractViolation(string? Key, string? File, string Term, string Found, string Expected)
{
    /// <summary>In the words of an error message.</summary>
    public override string ToString()
    {
        var image = (Key, File) switch { (null, null) => "", (null, _) => $"{File}: ", (_, null) => $"{Key}: ", _ => $"{Key} ({File}): " };
        return $"{image}{Term} is {Found}, expected {Expected}";
    }
}
