namespace Medulla.Imaging.Formats;

/// <summary>
/// Image files of every format: those of this library, found by the interfaces they implement, and those added with
/// <see cref="Add(IImageReader)"/>.
/// </summary>
public static class ImageFile
{
    private static readonly Lock gate = new();
    private static IImageReader[] readers = Implementations<IImageReader>();
    private static IImageWriter[] writers = Implementations<IImageWriter>();

    /// <summary>Lets a reader of one's own be asked first.</summary>
    public static void Add(IImageReader reader)
    {
        lock (gate)
        {
            readers = [reader, .. readers];
        }
    }

    /// <summary>Lets a writer of one's own be asked first.</summary>
    public static void Add(IImageWriter writer)
    {
        lock (gate)
        {
            writers = [writer, .. writers];
        }
    }

    /// <inheritdoc cref="IImageReader.Read"/>
    public static ImageVolume Read(string path, ImageReadOptions? options = null) => Reader(path).Read(path, options);

    /// <inheritdoc cref="IImageReader.ReadHeader"/>
    public static ImageHeader ReadHeader(string path, ImageReadOptions? options = null) => Reader(path).ReadHeader(path, options);

    /// <inheritdoc cref="IImageWriter.Write"/>
    public static void Write(string path, ImageVolume image)
    {
        var writer = writers.FirstOrDefault(writer => writer.Accepts(path))
            ?? throw new NotSupportedException($"{Path.GetFileName(path)}: no format of this name can be written; known are {Names(writers)}.");
        writer.Write(path, image);
    }

    /// <summary>Whether some format takes the file or folder; reading it may still fail.</summary>
    /// <exception cref="IOException">The file is missing or cannot be opened.</exception>
    public static bool CanRead(string path) => Find(path) is not null;

    private static IImageReader Reader(string path)
        => Find(path) ?? throw new ImageFormatException(path, Directory.Exists(path)
            ? "the folder has no file of a DICOM series; give a file, or a folder with such files."
            : $"neither name nor content is of a known format; known are {Names(readers)}.");

    private static IImageReader? Find(string path)
    {
        Span<byte> start = stackalloc byte[1024];
        if (Directory.Exists(path))
        {
            start = [];
        }
        else
        {
            using var input = new ImageInput(path);
            start = start[..input.Read(start)];
        }
        foreach (var reader in readers)
        {
            if (reader.Accepts(path, start))
            {
                return reader;
            }
        }
        return null;
    }

    private static string Names(IEnumerable<object> formats)
        => string.Join(", ", formats.Select(format => format.GetType().Name.Replace("Reader", "").Replace("Writer", "")));

    private static T[] Implementations<T>()
        => [.. typeof(ImageFile).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (T)Activator.CreateInstance(type)!)];
}
