using System.IO.Compression;
using System.Text;
using Medulla.Weights;
using Medulla.Weights.Archives;

namespace Medulla.Tests.Weights.Archives;

public class ZipTests
{
    [Fact]
    public void WrittenEntries_AreRead_HereAndBySystemIO()
    {
        using var path = new TemporaryFile();
        Write(path.Path, zip =>
        {
            zip.Add("a/größe", [1, 2, 3]);
            zip.Add("a/nothing", []);
        });
        using var file = new BoundedFile(path.Path);
        var read = ZipReader.Open(file);
        Assert.Equal([1, 2, 3], read.Read(read.Entries["a/größe"], 3));
        Assert.Empty(read.Read(read.Entries["a/nothing"], 0));
        Assert.Throws<WeightsFormatException>(() => read.Read(read.Entries["a/größe"], 2));
        Assert.All(read.Entries.Values, entry => Assert.Equal(0, entry.Offset % 64));
        using var other = ZipFile.OpenRead(path.Path);
        Assert.Equal(["a/größe", "a/nothing"], other.Entries.Select(entry => entry.FullName));
        Assert.Equal(3, other.Entries[0].Length);
    }

    [Fact]
    public void MoreEntriesThan16BitsCount_UseThe64BitDirectory()
    {
        const int count = 70_000;
        using var path = new TemporaryFile();
        Write(path.Path, zip =>
        {
            for (var i = 0; i < count; i++)
            {
                zip.Add($"{i}", []);
            }
        });
        using var file = new BoundedFile(path.Path);
        Assert.Equal(count, ZipReader.Open(file).Entries.Count);
        using var other = ZipFile.OpenRead(path.Path);
        Assert.Equal(count, other.Entries.Count);
    }

    [Fact]
    public void EntriesBeyond4Gigabytes_UseWideNumbers()
    {
        const long length = (1L << 32) + 5;
        using var path = new TemporaryFile();
        using (var stream = new SparseFile(path.Path))
        {
            var zip = new ZipWriter(stream);
            zip.Add("large", length, write =>
            {
                var zeros = new byte[1 << 26];
                for (var rest = length; rest > 0; rest -= zeros.Length)
                {
                    write(zeros.AsSpan(0, (int)Math.Min(rest, zeros.Length)));
                }
            });
            zip.Add("behind", [7]);
            zip.Finish();
        }
        using var file = new BoundedFile(path.Path);
        var read = ZipReader.Open(file);
        Assert.Equal(length, read.Entries["large"].Length);
        Assert.Equal([7], read.Read(read.Entries["behind"], 1));
        using var other = ZipFile.OpenRead(path.Path);
        Assert.Equal(length, other.GetEntry("large")!.Length);
        Assert.Equal(7, other.GetEntry("behind")!.Open().ReadByte());
    }

    [Fact]
    public void EntriesOfOtherMethods_AreRejected()
    {
        using var path = new TemporaryFile();
        Write(path.Path, zip => zip.Add("a", [1]));
        var bytes = File.ReadAllBytes(path.Path);
        bytes[bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes("PK\u0001\u0002")) + 10] = 12;   // bzip2
        File.WriteAllBytes(path.Path, bytes);
        using var file = new BoundedFile(path.Path);
        Assert.Contains("compressed by method 12", Assert.Throws<WeightsFormatException>(() => ZipReader.Open(file)).Cause, StringComparison.Ordinal);
    }

    private static void Write(string path, Action<ZipWriter> write)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var zip = new ZipWriter(stream);
        write(zip);
        zip.Finish();
    }

    /// <summary>A file that leaves large parts unwritten, so that they read as zeros and take no room.</summary>
    private sealed class SparseFile(string path) : Stream
    {
        private readonly FileStream file = new(path, FileMode.Create);

        public override bool CanRead => false;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length >= 1 << 20)
            {
                file.Position += buffer.Length;
                return;
            }
            file.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
