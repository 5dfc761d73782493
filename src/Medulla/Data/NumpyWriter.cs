using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Data;

/// <summary>Writes an array plane by plane to a NumPy file; it takes the file's name when it is whole.</summary>
internal sealed class NumpyWriter : IDisposable
{
    private readonly string path;
    private readonly long[] shape;
    private readonly ScalarType dtype;
    private readonly long offset;
    private FileStream? file;

    /// <summary>Makes room for the array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="shape">[items, channels, planes, size...].</param>
    /// <exception cref="ArgumentException">The element type cannot be stored.</exception>
    public NumpyWriter(string path, ScalarType dtype, long[] shape)
    {
        var header = NumpyFile.Header(dtype, shape);
        (this.path, this.shape, this.dtype, offset) = (path, shape, dtype, header.Length);
        file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(header);
        file.SetLength(offset + (shape[0] * shape[1] * shape[2] * PlaneBytes));
    }

    private long PlaneBytes => shape.Skip(3).Aggregate(Runtime.MappedTensor.SizeOf(dtype), (product, n) => checked(product * n));

    /// <summary>Writes some planes of an item.</summary>
    /// <param name="item">Which item.</param>
    /// <param name="start">The first plane.</param>
    /// <param name="planes">[channels, planes, size...].</param>
    /// <exception cref="ArgumentException">They do not fit the array.</exception>
    public void Write(int item, long start, Tensor planes)
    {
        var given = planes.shape;
        if (planes.dtype != dtype || given.Length != shape.Length - 1 || given[0] != shape[1] || start + given[1] > shape[2] || !given.AsSpan(2).SequenceEqual(shape.AsSpan(3)))
        {
            throw new ArgumentException($"{path}: planes from {start} on are {planes.dtype} [{string.Join(", ", given)}]; "
                + $"{dtype} [{shape[1]}, planes, {string.Join(", ", shape.Skip(3))}] within {shape[2]} planes are expected.");
        }
        using var outer = NewDisposeScope();
        planes = planes.cpu();
        for (var channel = 0L; channel < given[0]; channel++)
        {
            for (var plane = 0L; plane < given[1]; plane++)
            {
                using var scope = NewDisposeScope();
                file!.Position = offset + ((((item * shape[1]) + channel) * shape[2]) + start + plane) * PlaneBytes;
                file.Write(planes[channel, plane].contiguous().bytes);
            }
        }
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete()
    {
        file!.Dispose();
        file = null;
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Closes the file; one that is not whole is deleted.</summary>
    public void Dispose()
    {
        if (file is null)
        {
            return;
        }
        file.Dispose();
        file = null;
        File.Delete(path + ".new");
    }
}
