namespace Medulla.Weights.Archives;

/// <summary>An entry of a zip file; its data lies inside the file and overlaps no other's.</summary>
/// <param name="Name">The name, folders divided by '/'.</param>
/// <param name="Offset">Where the data begins in the file.</param>
/// <param name="StoredLength">Bytes in the file.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Deflated">Whether the data is deflated; else it is stored as it is.</param>
/// <param name="Crc">Checksum of the content; 0 where the writer left it out.</param>
internal sealed record ZipEntry(string Name, long Offset, long StoredLength, long Length, bool Deflated, uint Crc);
