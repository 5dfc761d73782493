using System.Collections.Concurrent;
using Medulla.Data;
using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class CacheDatasetTests
{
    private int calls;

    /// <summary>A step that counts how often it runs, and a random one.</summary>
    private Compose Counted() => new(
        new Lambda.Keyed("number", (Func<object?, object?>)(number =>
        {
            Interlocked.Increment(ref calls);
            return number;
        })),
        new ScaleIntensity().On("image"), new RandGaussianNoise(1, Std: 1).On("image"));

    [Fact]
    public void DeterministicSteps_RunOncePerItem()
    {
        using var dataset = new CacheDataset(Items.InMemory(5), Counted());
        Assert.Equal(5, calls);
        for (uint seed = 0; seed < 3; seed++)
        {
            dataset.Get(2, seed);
        }
        Assert.Equal(5, calls);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 3)]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    public void Samples_AreThoseOfADatasetWithoutCache(int? cacheNum, int workers)
    {
        var items = Items.InMemory(4);
        using var cached = new CacheDataset(items, Counted(), cacheNum, workers);
        var plain = new Dataset(items, Counted());
        Assert.Equal(4, cached.Count);
        for (var i = 0; i < 4; i++)
        {
            Images.AssertSame(plain.Get(i, 7)[0].Image("image"), cached.Get(i, 7)[0].Image("image"));
        }
    }

    [Fact]
    public void ItemsBeyondCacheNum_ArePreparedOnEachRequest()
    {
        using var dataset = new CacheDataset(Items.InMemory(5), Counted(), cacheNum: 2);
        Assert.Equal(2, calls);
        dataset.Get(1, 0);
        Assert.Equal(2, calls);
        dataset.Get(4, 0);
        dataset.Get(4, 0);
        Assert.Equal(4, calls);
    }

    [Fact]
    public void DisposedSamples_LeaveTheCacheWhole()
    {
        using var dataset = new CacheDataset(Items.InMemory(1), new Compose(new Flip(0).On("image"), new RandFlip(0, 0).On("image")));
        var first = dataset.Get(0, 0)[0].Image("image");
        var voxels = first.Voxels();
        first.Dispose();
        Assert.Equal(voxels, dataset.Get(0, 1)[0].Image("image").Voxels());
    }

    [Fact]
    public void DisposedCache_LeavesTheGivenItemsWhole()
    {
        var items = Items.InMemory(1);
        new CacheDataset(items, new Compose(new RandFlip(1, 0).On("image"))).Dispose();
        Assert.Equal(210, items[0].Image("image").Voxels().Length);
    }

    [Fact]
    public void Filling_UsesTheAskedForThreads_AndTellsProgress()
    {
        var reported = new ConcurrentBag<int>();
        // Three items wait for each other: only three threads at once can fill this cache.
        using var together = new Barrier(3);
        var wait = new Lambda.Keyed("number", (Func<object?, object?>)(number =>
            together.SignalAndWait(TimeSpan.FromSeconds(20)) ? number : throw new TimeoutException("the items were not filled side by side.")));
        using var dataset = new CacheDataset(Items.InMemory(3), new Compose(wait), workers: 3, onProgress: new Inline(reported.Add));
        Assert.Equal([1, 2, 3], reported.Order());
    }

    [Fact]
    public void FailingItem_IsNamed()
    {
        var fail = new Lambda.Keyed("number", (Func<object?, object?>)(number => number is 2 ? throw new InvalidDataException("two") : number));
        var e = Assert.Throws<DatasetException>(() => new CacheDataset(Items.InMemory(3), new Compose(fail), workers: 2));
        Assert.Equal(2, e.Index);
        Assert.EndsWith("two", e.Message);
    }

    [Fact]
    public void Cancellation_EndsFilling()
        => Assert.ThrowsAny<OperationCanceledException>(() => new CacheDataset(Items.InMemory(3), Counted(), cancel: new CancellationToken(canceled: true)));

    [Fact]
    public void CropsOfARandomStep_ComeFromTheCachedImage()
    {
        var crops = new Medulla.Transforms.CropPad.RandCropByPosNegLabel.Keyed("image", "image", [3, 3, 3], NumSamples: 2);
        using var dataset = new CacheDataset(Items.InMemory(1), new Compose(new ScaleIntensity().On("image"), crops));
        Assert.Equal(2, dataset.Get(0, 3).Count);
    }

    private sealed class Inline(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }

    [Collection(nameof(Alone))]
    public class Memory
    {
        [Fact]
        public void Requests_LeaveNoTensorsToTheGarbageCollector_AndDisposingFreesTheCache()
        {
            var items = Items.InMemory(3);
            var before = Alone.LiveTensors();
            var dataset = new CacheDataset(items, new Compose(new Flip(0).On("image"), new RandGaussianNoise(1).On("image"), new RandFlip(1, 1).On("image")));
            var filled = Tensor.TotalCount;
            Assert.Equal(before + 3, filled);
            for (uint seed = 0; seed < 3; seed++)
            {
                dataset.Get(1, seed)[0].Image("image").Dispose();
            }
            Assert.Equal(filled, Tensor.TotalCount);
            dataset.Dispose();
            Assert.Equal(before, Tensor.TotalCount);
            GC.KeepAlive(items);
        }
    }
}
