namespace Medulla.Bundles.Zoo;

/// <summary>A file of a packed bundle.</summary>
/// <param name="Sha256">SHA-256 of its content, in lower-case hexadecimal digits.</param>
/// <param name="Size">Its bytes.</param>
public sealed record PackedFile(string Sha256, long Size);
