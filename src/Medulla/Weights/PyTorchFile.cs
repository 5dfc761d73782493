using Medulla.Weights.Archives;
using Medulla.Weights.Pickles;
using static TorchSharp.torch;

namespace Medulla.Weights;

/// <summary>
/// A file of PyTorch (<c>torch.save</c> in both forms, or <c>torch.jit.save</c>), open for reading. The pickle in it is a program in
/// a small language; it is run by a machine that knows how to build tensors, arrays and plain data and refuses everything else, so
/// that no file can do anything but be read. Storages are read when asked for. Not for use by several threads at once.
/// <para>Reading a file, hostile or not, takes at most <see cref="MemoryFactor"/> bytes of managed memory for each of its bytes and
/// a megabyte beside, and as much native memory as its tensors have, which is at most 64 times its size where it is compressed.</para>
/// </summary>
public sealed class PyTorchFile : IDisposable
{
    /// <summary>How many bytes of managed memory a byte of a file may cost.</summary>
    public const int MemoryFactor = 512;

    private readonly BoundedFile file;
    private readonly ITensorContainer container;
    private readonly StorageReader storages;
    private IReadOnlyDictionary<string, PickledTensor>? tensors;

    private PyTorchFile(BoundedFile file, bool keepUnknown)
    {
        this.file = file;
        Span<byte> start = stackalloc byte[(int)Math.Min(file.Length, 16)];
        file.ReadAt(0, start);
        container = start.StartsWith("PK"u8) ? new ZipContainer(file, keepUnknown)
            : LegacyContainer.Begins(start) ? new LegacyContainer(file, keepUnknown)
            : throw file.Bad("the file begins neither as a zip file nor with PyTorch's magic number; is it a file of torch.save?");
        storages = new(file, container);
    }

    /// <summary>The form of the file.</summary>
    public PyTorchFormat Format => container.Format;

    /// <summary>
    /// What the file holds, with <see cref="PickledTensor"/> for tensors. None is null; bool, float and str are bool, double and string;
    /// int is long, or BigInteger beyond; complex is Complex; bytes is byte[]; a tuple (and torch.Size) is object[], a list
    /// List&lt;object&gt;, a set HashSet&lt;object&gt;, a dictionary of any kind OrderedDictionary&lt;object, object&gt;; a torch.device
    /// is a string, a dtype a <see cref="PickledName"/>, a NumPy array a tensor and a NumPy scalar a number. Objects of other classes,
    /// and modules of TorchScript, are <see cref="PickledObject"/>.
    /// </summary>
    public object? Root => container.Root;

    /// <summary>Every tensor of the file by its path: keys, indices and attributes joined with dots.</summary>
    /// <exception cref="WeightsFormatException">Containers hold themselves, so that there are paths without end.</exception>
    public IReadOnlyDictionary<string, PickledTensor> Tensors => tensors ??= new PickledTree(file).Tensors(Root);

    /// <summary>Opens a file and builds what its pickle describes; the values of tensors are read later.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keepUnknown">
    /// Whether objects of unknown classes are kept as inert <see cref="PickledObject"/>s; else a file that has any is refused.
    /// Nothing of them is looked up or run in either case.
    /// </param>
    /// <exception cref="WeightsFormatException">The file is damaged, of another format, or asks for something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PyTorchFile Open(string path, bool keepUnknown = false)
    {
        var file = new BoundedFile(path);
        try
        {
            return new(file, keepUnknown);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads everything a file holds, as <see cref="Root"/> but with CPU tensors. Tensors of one storage share their memory.</summary>
    /// <inheritdoc cref="Open"/>
    public static object? Load(string path, bool keepUnknown = false)
    {
        using var file = Open(path, keepUnknown);
        return file.Take(read => PickledTree.Replace(file.Root, read));
    }

    /// <summary>Reads the weights of a network; see <see cref="Weights"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">Where they are; see <see cref="Weights"/>.</param>
    /// <param name="keepUnknown">Whether a file that also holds objects of unknown classes is read; see <see cref="Open"/>.</param>
    /// <exception cref="WeightsFormatException">The file is damaged, asks for something that is refused, or has no such weights.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> LoadWeights(string path, string? key = null, bool keepUnknown = false)
    {
        using var file = Open(path, keepUnknown);
        return file.ReadWeights(key);
    }

    /// <summary>
    /// Writes a tensor, or a tree of dictionaries, lists, tuples, numbers, strings and tensors, as <c>torch.save</c> would: PyTorch
    /// reads it by <c>torch.load(path, weights_only=True)</c>. The file appears under its name when it is whole, and replaces one that
    /// is there. Tensors that are one and the same memory stay so; other views are written row-major, each on its own.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The tree, of the types that <see cref="Root"/> has; any IDictionary, IList and array will do.</param>
    /// <exception cref="ArgumentException">A value is of a type that PyTorch would not read, or contains itself.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, object? root) => PyTorchWriter.Write(path, root);

    /// <summary>Finds the weights of a network.</summary>
    /// <param name="key">
    /// Where they are, with dots between levels. If null: the file itself if it holds tensors by name, else the one of its keys that
    /// does, the usual names (state_dict, model, network, net, ...) first.
    /// </param>
    /// <returns>Tensors by name. Values beside them that are no tensors are left out.</returns>
    /// <exception cref="WeightsFormatException">There are no weights at the key, or several keys lead to weights.</exception>
    public IReadOnlyDictionary<string, PickledTensor> Weights(string? key = null) => new PickledTree(file).Weights(Root, key);

    /// <summary>Reads the weights of a network as CPU tensors.</summary>
    /// <inheritdoc cref="Weights"/>
    public IReadOnlyDictionary<string, Tensor> ReadWeights(string? key = null)
    {
        var found = Weights(key);
        return Take(read => found.ToDictionary(pair => pair.Key, pair => read(pair.Value)));
    }

    /// <summary>
    /// Reads a tensor: a view of its storage on the CPU. A storage is read once, so that what shared memory when it was saved does so
    /// again. uint16, uint32 and uint64 become the next wider signed type, 8-bit floats float32; every other type stays.
    /// </summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <exception cref="WeightsFormatException">Its storage is missing, of another length or damaged.</exception>
    public Tensor Read(PickledTensor tensor) => storages.View(tensor);

    /// <inheritdoc/>
    public void Dispose()
    {
        storages.Dispose();
        file.Dispose();
    }

    /// <summary>Hands what is read to the caller's scope, unless something fails.</summary>
    private T Take<T>(Func<Func<PickledTensor, Tensor>, T> use)
    {
        using var scope = NewDisposeScope();
        var taken = new List<Tensor>();
        var result = use(tensor =>
        {
            taken.Add(Read(tensor));
            return taken[^1];
        });
        taken.ForEach(tensor => tensor.MoveToOuterDisposeScope());
        return result;
    }
}
