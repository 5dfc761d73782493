using Medulla.Bundles.Workflows;

namespace Medulla.Bundles.Zoo;

/// <summary>A bundle that was brought here.</summary>
/// <param name="Bundle">The bundle in its folder.</param>
/// <param name="Entry">Where it is from.</param>
/// <param name="Check">How it was checked, in words: by SHA-256, by SHA-1, or not at all.</param>
public sealed record DownloadedBundle(Bundle Bundle, ZooEntry Entry, string Check);
