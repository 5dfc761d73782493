using System.IO.Compression;
using Medulla.Data;
using Medulla.Engines;
using Medulla.Engines.Handlers;
using Medulla.Imaging;
using Medulla.Tests.Engines;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

[Collection(nameof(Alone))]
public sealed class DatasetsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Written(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        return folder[name];
    }

    private string Archive(params (string Name, Tensor Array)[] arrays)
    {
        var path = folder["data.npz"];
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, array) in arrays)
        {
            using var stream = archive.CreateEntry($"{name}.npy").Open();
            stream.Write(NumpyFile.Header(array.dtype, array.shape));
            stream.Write(array.contiguous().bytes);
        }
        return path;
    }

    private static int[] Numbers(DataLoader loader, int epoch = 0) => [.. loader.Epoch(epoch).SelectMany(batch =>
    {
        using (batch)
        {
            return batch.Values("number").Cast<int>().ToArray();
        }
    })];

    [Fact]
    public void Csv_GivesItemsOfRowsColumnsAndGroups()
    {
        var path = Written("a.csv", "image,x,y,label\n\"a,b.nii\",1,2,\nc.nii,3,4,0.5\n");

        CsvDataset dataset = new(
            path, colNames: ["image", "label"], colTypes: new Dictionary<string, object?> { ["label"] = new Dictionary<string, object?> { ["type"] = "float", ["default"] = 7L } },
            colGroups: new Dictionary<string, object?> { ["location"] = new List<object?> { "y", "x" }, ["name"] = "image" });

        Assert.Equal(2, dataset.Count);
        var first = dataset.Item(0);
        Assert.Equal(["image", "label", "location", "name"], first.Keys);
        Assert.Equal(("a,b.nii", 7.0, "a,b.nii"), (first["image"], first["label"], first["name"]));
        Assert.Equal([2L, 1L], ((Tensor)first["location"]!).data<long>());
    }

    [Fact]
    public void Csv_MayHaveNoHeaderOtherSeparatorsAndChosenRows()
    {
        var path = Written("a.csv", "a;1\nb;2\nc;3\nd;4\n");
        Dictionary<string, object?> settings = new() { ["header"] = null, ["sep"] = ";" };

        Assert.Equal(["a", "b", "c", "d"], Column(new CsvDataset(path, kwargsReadCsv: settings), "0"));
        Assert.Equal(["a", "c", "d"], Column(new CsvDataset(path, [0L, new List<object?> { 2L, 4L }], kwargsReadCsv: settings), "0"));
        settings["names"] = new List<object?> { "image", "n" };
        Assert.Equal([1L, 2L, 3L, 4L], Column(new CsvDataset(path, kwargsReadCsv: settings), "n"));

        static object?[] Column(CsvDataset dataset, string name) => [.. Enumerable.Range(0, dataset.Count).Select(i => dataset.Item(i)[name])];
    }

    [Fact]
    public void CsvTables_AreJoinedByWhatTheyShare()
    {
        var (first, second) = (Written("a.csv", "id,image\n1,a\n2,b\n3,c\n"), Written("b.csv", "id,label\n3,30\n1,10\n"));

        CsvDataset dataset = new([first, second]);

        Assert.Equal([("a", 10L), ("c", 30L)], Enumerable.Range(0, dataset.Count).Select(i => ((string)dataset.Item(i)["image"]!, (long)dataset.Item(i)["label"]!)));
    }

    [Fact]
    public void CsvThatDoesNotFit_IsRefused()
    {
        var path = Written("a.csv", "a,b\n1,x\n");

        Assert.Contains("no column 'c'", Assert.Throws<ArgumentException>(() => new CsvDataset(path, colNames: ["c"])).Message);
        Assert.Throws<ArgumentException>(() => new CsvDataset(path, [1L]));
        Assert.Throws<ArgumentException>(() => new CsvDataset(path, kwargsReadCsv: new Dictionary<string, object?> { ["encoding"] = "latin1" }));
        Assert.Throws<ArgumentException>(() => new CsvDataset(path, colTypes: new Dictionary<string, object?> { ["b"] = new Dictionary<string, object?> { ["type"] = "int" } }));
        Assert.Contains("row 1 has 1 fields", Assert.Throws<InvalidDataException>(() => new CsvDataset(Written("b.csv", "a,b\n1\n"))).Message);
        Assert.Throws<InvalidDataException>(() => new CsvDataset([path, Written("c.csv", "d\n1\n")]));
    }

    [Fact]
    public void Npz_GivesItemsOfItsArrays()
    {
        using var scope = NewDisposeScope();
        var (images, labels) = (rand([3, 1, 2, 2]), arange(3));
        var path = Archive(("trainImgs", images), ("y", labels), ("extra", ones(2)));

        using NPZDictItemDataset dataset = new(path, new Dictionary<string, string> { ["trainImgs"] = "image", ["y"] = "label" }, new Compose(new Flip(0).On("image")), ["extra"]);

        Assert.Equal(3, dataset.Count);
        var item = dataset.Get(2, 0)[0];
        Assert.True(images[2].flip(1).allclose(item.Image("image").Data));
        Assert.Equal(2, ((Tensor)item["label"]!).item<long>());
        Assert.Equal(2, dataset.OtherKeys["extra"].numel());
    }

    [Fact]
    public void NpzThatDoesNotFit_IsRefused()
    {
        using var scope = NewDisposeScope();
        var path = Archive(("a", ones(2)), ("b", ones(3)));

        Assert.Contains("'c'", Assert.Throws<InvalidDataException>(() => new NPZDictItemDataset(path, new Dictionary<string, string> { ["c"] = "image" })).Message);
        Assert.Contains("one length", Assert.Throws<ArgumentException>(() => new NPZDictItemDataset(path, new Dictionary<string, string> { ["a"] = "a", ["b"] = "b" })).Message);
    }

    [Fact]
    public void Decathlon_SplitsTrainingFromValidation()
    {
        Directory.CreateDirectory(folder["Task00_Test"]);
        Written("Task00_Test/dataset.json", $$"""{"training": [{{string.Join(",", Enumerable.Range(0, 10).Select(i => $$"""{"image": "./i{{i}}.nii", "label": "./l{{i}}.nii"}"""))}}], "test": ["./t.nii"]}""");
        Compose none = new();

        using DecathlonDataset training = new(folder.Path, "Task00_Test", "training", none), validation = new(folder.Path, "Task00_Test", "validation", none),
            test = new(folder.Path, "Task00_Test", "test", none);

        Assert.Equal((8, 2, 1), (training.Count, validation.Count, test.Count));
        Assert.Equal(Enumerable.Range(0, 10), training.Indices.Concat(validation.Indices).Order());
        Assert.EndsWith($"i{validation.Indices[0]}.nii", (string)validation.Item(0)["image"]!);
        Assert.Throws<ArgumentException>(() => new DecathlonDataset(folder.Path, "Task00_Test", "tests", none));
        Assert.Contains("medicaldecathlon", Assert.Throws<DirectoryNotFoundException>(() => new DecathlonDataset(folder.Path, "Task09_Spleen", "test", none, download: true)).Message);
    }

    [Fact]
    public void SubsetAndZip_ChooseAndJoinItems()
    {
        Dataset numbers = new(Items.InMemory(4));
        Dataset names = new([.. "abc".Select(c => new Sample { ["name"] = c })]);

        ZipDataset joined = new([new Subset(numbers, [2, -1, 0]), names]);

        Assert.Equal([(2, 'a'), (3, 'b'), (0, 'c')], Enumerable.Range(0, joined.Count).Select(i => ((int)joined.Get(i, 0)[0]["number"]!, (char)joined.Item(i)["name"]!)));
        Assert.Throws<ArgumentException>(() => new Subset(numbers, [4]));
        Assert.Throws<ArgumentException>(() => new ZipDataset([]));
        Assert.Contains("'image'", Assert.Throws<ArgumentException>(() => new ZipDataset([numbers, numbers]).Get(0, 0)).Message);
    }

    [Fact]
    public void ArrayDataset_DrawsAlikeForImageAndSegmentation()
    {
        var images = Items.InMemory(3).Select(item => (object?)item["image"]).ToList();
        RandFlip flip = new(0.5, 0);

        ArrayDataset dataset = new(images, flip, images, flip, [0, 1, 2]);

        for (var i = 0; i < 12; i++)
        {
            var item = dataset.Get(i % 3, (uint)i)[0];
            Assert.True(item.Image("image").Data.allclose(item.Image("label").Data));
            Assert.Equal(i % 3, item["class"]);
        }
        Assert.Throws<ArgumentException>(() => new ArrayDataset(images, labels: [1]));
    }

    [Fact]
    public void SmartCache_ExchangesItemsAfterEachEpoch()
    {
        using SmartCacheDataset dataset = new(Items.InMemory(5), new Compose(new ScaleIntensity().On("image")), replaceRate: 0.5, cacheNum: 3, shuffle: false, numReplaceWorkers: 1);
        List<int[]> epochs = [];
        using var engine = new FreeEngine(epochs: 4, epochLength: 1);
        engine.AddEventHandler(EngineEvent.EpochStarted, _ => epochs.Add([.. Enumerable.Range(0, dataset.Count).Select(i =>
        {
            var sample = dataset.Get(i, 0)[0];
            using var data = sample.Image("image").Data;
            return (int)sample["number"]!;
        })]));
        new SmartCacheHandler(dataset).Attach(engine);

        engine.Go(new BatchList([1]));

        Assert.Equal([[0, 1, 2], [2, 3, 4], [4, 0, 1], [1, 2, 3]], epochs);
        Assert.False(dataset.IsStarted());
        Assert.Throws<InvalidOperationException>(dataset.UpdateCache);
        Assert.Throws<ArgumentException>(() => new SmartCacheDataset(Items.InMemory(2), cacheNum: 0));
    }

    [Fact]
    public void SmartCache_FreesWhatItExchanges()
    {
        void Run()
        {
            using SmartCacheDataset dataset = new(Items.InMemory(4), new Compose(new ScaleIntensity().On("image")), replaceRate: 0.5, cacheNum: 2);
            dataset.Start();
            dataset.UpdateCache();
            dataset.UpdateCache();
        }

        Run();
        var before = Alone.LiveTensors();
        Run();

        Assert.Equal(before, Alone.LiveTensors());
    }

    [Fact]
    public void WeightedSampler_DrawsByWeight_TheSameForEachSeed()
    {
        WeightedRandomSampler sampler = new([1, 0, 3], 4000);

        var drawn = sampler.Order(0, 5);

        Assert.Equal(4000, drawn.Count);
        Assert.Equal(drawn, sampler.Order(0, 5));
        Assert.Equal(0.75, drawn.Count(item => item == 2) / 4000.0, 0.03);
        Assert.DoesNotContain(1, drawn);
        Assert.Equal([0, 2], new WeightedRandomSampler([1, 0, 3], 2, replacement: false).Order(0, 1).Order());
        Assert.Throws<ArgumentException>(() => new WeightedRandomSampler([1, 0], 2, replacement: false));
        Assert.Throws<ArgumentException>(() => new WeightedRandomSampler([1, -1], 2));
    }

    [Fact]
    public void DistributedSamplers_ShareTheItems()
    {
        Dataset dataset = new(Items.InMemory(5));

        Assert.Equal([0, 2, 4, 1, 3, 0], new[] { 0, 1 }.SelectMany(rank => new DistributedSampler(dataset, true, 2, rank, shuffle: false).Order(0, 1)));
        Assert.Equal([0, 2, 4, 1, 3], new[] { 0, 1 }.SelectMany(rank => new DistributedSampler(dataset, false, 2, rank, shuffle: false).Order(0, 1)));
        Assert.Equal(Enumerable.Range(0, 5), new DistributedSampler(dataset).Order(0, 1).Order());
        Assert.Throws<ArgumentException>(() => new DistributedSampler(dataset, numReplicas: 2, rank: 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Loader_FollowsItsSampler(int workers)
    {
        Dataset dataset = new(Items.InMemory(5));
        var loader = new DataLoader(dataset, 2, workers: workers, sampler: new DistributedSampler(dataset, false, 2, 1, shuffle: false));

        Assert.Equal([1, 3], Numbers(loader));
        Assert.Equal(1, loader.Count);
        Assert.Throws<ArgumentException>(() => new DataLoader(dataset, shuffle: true, sampler: loader.Sampler));
    }

    [Fact]
    public void Collated_KeepTheirGeometryWhereShapesAgree_AndFreeFormsPassThrough()
    {
        using var network = TinyEngine.Network();
        foreach (var collate in new Func<IReadOnlyList<object?>, object?>[] { Collation.ListDataCollate, items => Collation.PadListDataCollate(items) })
        {
            var before = Alone.LiveTensors();
            using (var scope = NewDisposeScope())
            {
                using var evaluator = TinyEngine.Evaluator(network, loader: new DataLoader(new Dataset(TinyEngine.Samples(3), new Compose(new Flip(0).On("image"))), 2, collateFn: collate));
                evaluator.Run();
                Assert.Single(((Sample)((List<object?>)evaluator.State.Output!)[0]!).Image("pred").Applied);
            }
            Assert.Equal(before, Alone.LiveTensors());
        }
        using var free = new FreeEngine();
        object? seen = null;
        free.AddEventHandler(EngineEvent.IterationCompleted, e => seen = e.State.Output);
        free.Go(new DataLoader(new Dataset(Items.InMemory(2)), 2, collateFn: items => items));
        Assert.Equal(2, Assert.IsAssignableFrom<IReadOnlyList<object?>>(seen).Count);
    }

    [Fact]
    public void Repeats_GiveEachBatchAgain()
    {
        using var engine = new FreeEngine();
        List<int> seen = [];
        engine.AddEventHandler(EngineEvent.IterationCompleted, e => seen.Add((int)((Batch)e.State.Output!).Values("number")[0]!));

        engine.Go(new DataLoader(new Dataset(Items.InMemory(2)), repeats: 2));

        Assert.Equal([0, 0, 1, 1], seen);
    }

    [Fact]
    public void PersistentWithoutFolder_KeepsNothing()
    {
        PersistentDataset dataset = new(Items.InMemory(1), new Compose(new Flip(0).On("image")));

        Assert.Single(dataset.Get(0, 0));
        Assert.Throws<InvalidOperationException>(() => dataset.PathOf(0));
    }
}
