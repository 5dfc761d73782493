namespace Medulla.Bundles.Zoo;

/// <summary>A stream of which no more than a number of bytes can be read.</summary>
/// <param name="inner">The stream.</param>
/// <param name="limit">The number.</param>
internal sealed class BoundedStream(Stream inner, long limit) : Stream
{
    private long count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => count;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">More came than the limit.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        count += read;
        return count <= limit ? read : throw new InvalidDataException($"more than {limit} bytes come out of it.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
