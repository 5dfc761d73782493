using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Medulla.Imaging.Tests.Formats.Nifti;

/// <summary>A NIfTI-1 file made by hand, at the offsets that nifti1.h states.</summary>
internal sealed class NiftiBytes
{
    private readonly bool bigEndian;
    private readonly byte[] header = new byte[352];
    private byte[] voxels = [];

    /// <summary>A single file of the given int16 voxels, with voxel sizes 1 and no forms.</summary>
    public NiftiBytes(short[] dimensions, bool bigEndian = false)
    {
        this.bigEndian = bigEndian;
        Int32(0, 348).Int16(40, (short)dimensions.Length).Datatype(4, 16).Text(344, "n+1");
        for (var axis = 0; axis < 7; axis++)
        {
            Int16(42 + (2 * axis), axis < dimensions.Length ? dimensions[axis] : (short)1).Float(80 + (4 * axis), 1);
        }
        Float(76, 1).Float(108, 352);
        voxels = new byte[2 * dimensions.Aggregate(1, (product, length) => product * length)];
        for (var index = 0; index < voxels.Length / 2; index++)
        {
            Put(voxels.AsSpan(2 * index, 2), BitConverter.GetBytes((short)index));
        }
    }

    public byte[] Bytes => [.. header, .. voxels];

    public byte[] HeaderOnly => header;

    public byte[] VoxelsOnly => voxels;

    public NiftiBytes Datatype(short code, short bits) => Int16(70, code).Int16(72, bits);

    public NiftiBytes Voxels(byte[] bytes)
    {
        voxels = bytes;
        return this;
    }

    public NiftiBytes Int16(int offset, short value) => Put(offset, BitConverter.GetBytes(value));

    public NiftiBytes Int32(int offset, int value) => Put(offset, BitConverter.GetBytes(value));

    public NiftiBytes Float(int offset, params float[] values)
    {
        foreach (var (index, value) in values.Index())
        {
            Put(offset + (4 * index), BitConverter.GetBytes(value));
        }
        return this;
    }

    public NiftiBytes Text(int offset, string text)
    {
        Encoding.ASCII.GetBytes(text, header.AsSpan(offset));
        return this;
    }

    public static byte[] Zipped(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return memory.ToArray();
    }

    private NiftiBytes Put(int offset, byte[] value)
    {
        Put(header.AsSpan(offset, value.Length), value);
        return this;
    }

    private void Put(Span<byte> target, byte[] value)
    {
        value.CopyTo(target);
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            target.Reverse();
        }
    }
}
