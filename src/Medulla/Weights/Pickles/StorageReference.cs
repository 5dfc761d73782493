namespace Medulla.Weights.Pickles;

/// <summary>A storage as the pickle names it; the bytes are elsewhere in the file, or <see cref="Bytes"/>.</summary>
/// <param name="Key">The name of the storage; storages of one name are one.</param>
/// <param name="Type">The element type; null for bytes whose type each tensor gives.</param>
/// <param name="Length">Elements of the whole storage; bytes if there is no type.</param>
/// <param name="Bytes">The content, little-endian, where the pickle itself holds it.</param>
/// <param name="ViewOffset">First element of the part that is meant.</param>
/// <param name="ViewLength">Elements of the part that is meant.</param>
internal sealed record StorageReference(string Key, ElementType? Type, long Length, byte[]? Bytes, long ViewOffset, long ViewLength);
