using Medulla.Data;
using Medulla.Tests.Transforms;
using Medulla.Transforms;
using Medulla.Transforms.Intensity;
using Medulla.Transforms.Io;
using Medulla.Transforms.Spatial;
using Medulla.Transforms.Utility;
using static TorchSharp.torch;

namespace Medulla.Tests.Data;

public class DataLoaderTests
{
    private static readonly Compose Augment = new(new RandFlip(0.5, 0).On("image"), new RandGaussianNoise(0.5).On("image"));

    private static int[] Numbers(IEnumerable<Batch> batches) => [.. batches.SelectMany(batch =>
    {
        using (batch)
        {
            return batch.Values("number").Cast<int>().ToArray();
        }
    })];

    private static List<float[]> Voxels(IEnumerable<Batch> batches) => [.. batches.Select(batch =>
    {
        using (batch)
        {
            return batch["image"].data<float>().ToArray();
        }
    })];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void OrderAndContent_DoNotDependOnTheNumberOfWorkers(int workers)
    {
        DataLoader With(int threads) => new(new Dataset(Items.InMemory(9), Augment), batchSize: 2, shuffle: true, seed: 3, workers: threads);
        Assert.Equal(Voxels(With(0).Epoch(4)), Voxels(With(workers).Epoch(4)));
        Assert.Equal(Numbers(With(0).Epoch(4)), Numbers(With(workers).Epoch(4)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void EpochFromALaterBatch_IsTheRestOfTheEpoch(int workers)
    {
        var loader = new DataLoader(new Dataset(Items.InMemory(7), Augment), batchSize: 2, shuffle: true, workers: workers);
        Assert.Equal(Voxels(loader.Epoch(1))[2..], Voxels(loader.Epoch(1, firstBatch: 2)));
        Assert.Empty(loader.Epoch(1, firstBatch: loader.Count));
    }

    [Fact]
    public void Order_DependsOnSeedAndEpoch_AndHoldsEveryItemOnce()
    {
        int[] Of(uint seed, int epoch, bool shuffle = true)
            => Numbers(new DataLoader(new Dataset(Items.InMemory(12), new()), batchSize: 5, shuffle: shuffle, seed: seed).Epoch(epoch));
        Assert.Equal(Of(1, 0), Of(1, 0));
        Assert.NotEqual(Of(1, 0), Of(1, 1));
        Assert.NotEqual(Of(1, 0), Of(2, 0));
        Assert.Equal(Enumerable.Range(0, 12), Of(1, 3).Order());
        Assert.Equal(Enumerable.Range(0, 12), Of(1, 3, shuffle: false));
    }

    [Fact]
    public void WhatIsDrawn_DependsOnTheEpoch()
    {
        var loader = new DataLoader(new Dataset(Items.InMemory(2), new Compose(new RandGaussianNoise(1).On("image"))));
        Assert.NotEqual(Voxels(loader.Epoch(0)), Voxels(loader.Epoch(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void FailingItem_NamesItsFileAndTheTransform(int workers)
    {
        using var folder = new TemporaryFolder();
        var items = Items.Files(folder, 4).ToList();
        items[2] = new Sample { ["image"] = folder["gone.nii.gz"] };
        var loader = new DataLoader(new Dataset(items, new Compose(new LoadImage(EnsureChannelFirst: true).On("image"))), workers: workers);
        var seen = 0;
        var e = Assert.Throws<DatasetException>(() =>
        {
            foreach (var batch in loader.Epoch())
            {
                batch.Dispose();
                seen++;
            }
        });
        Assert.Equal((2, 2), (e.Index, seen));
        Assert.StartsWith($"item 2 (image: {folder["gone.nii.gz"]}): LoadImage (step 1, key 'image'): ", e.Message);
    }

    [Fact]
    public void LastBatchThatIsNotFull_IsLeftOutWhereAskedFor()
    {
        DataLoader With(bool dropLast, int workers) => new(new Dataset(Items.InMemory(5), new()), batchSize: 2, dropLast: dropLast, workers: workers);
        Assert.Equal(3, With(false, 0).Count);
        Assert.Equal(2, With(true, 0).Count);
        Assert.Equal([0, 1, 2, 3], Numbers(With(true, 2).Epoch()));
        Assert.Equal([0, 1, 2, 3, 4], Numbers(With(false, 2).Epoch()));
    }

    [Fact]
    public void ImagesOfDifferentShapes_AreRejected_WithShapesAndRemedy()
    {
        var items = new[] { new Sample { ["image"] = Images.Turned(0, 1, 4, 4, 4) }, new Sample { ["image"] = Images.Turned(0, 1, 5, 4, 4) } };
        var loader = new DataLoader(new Dataset(items, new()), batchSize: 2);
        var message = Assert.Throws<ArgumentException>(() => loader.Epoch().First()).Message;
        Assert.Contains("'image'", message);
        Assert.Contains("[1, 4, 4, 4]; [1, 5, 4, 4]", message);
        Assert.Contains("padToLargest", message);
        using var batch = new DataLoader(new Dataset(items, new()), batchSize: 2, padToLargest: true).Epoch().First();
        Assert.Equal([2, 1, 5, 4, 4], batch["image"].shape);
    }

    [Fact]
    public void StepThatGivesSeveralSamples_FillsTheBatchWithAllOfThem()
    {
        var crops = new Medulla.Transforms.CropPad.RandCropByPosNegLabel.Keyed("image", "image", [3, 3, 3], NumSamples: 4);
        using var batch = new DataLoader(new Dataset(Items.InMemory(2), new Compose(crops)), batchSize: 2).Epoch().First();
        Assert.Equal([8, 1, 3, 3, 3], batch["image"].shape);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], batch.Values("number").Cast<int>());
    }

    [Fact]
    public void Cancellation_EndsAnEpoch()
    {
        foreach (var workers in new[] { 0, 2 })
        {
            using var cancel = new CancellationTokenSource();
            var loader = new DataLoader(new Dataset(Items.InMemory(6), Augment), workers: workers);
            Assert.ThrowsAny<OperationCanceledException>(() =>
            {
                foreach (var batch in loader.Epoch(0, 0, cancel.Token))
                {
                    batch.Dispose();
                    cancel.Cancel();
                }
            });
        }
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(1, 1, -1)]
    public void ImpossibleSizes_AreRejected(int batchSize, int prefetch, int workers)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(new Dataset([], new()), batchSize, prefetch: prefetch, workers: workers));

    [Fact]
    public void WithoutItems_AnEpochIsEmpty()
    {
        foreach (var workers in new[] { 0, 2 })
        {
            Assert.Empty(new DataLoader(new Dataset([], Augment), workers: workers, shuffle: true).Epoch());
        }
    }

    [Fact]
    public void Seeds_AreNotShared_AmongItemsAndEpochs()
    {
        var seeds = Enumerable.Range(0, 20).SelectMany(epoch => Enumerable.Range(-1, 50).Select(index => DataLoader.SeedOf(7, epoch, index))).ToList();
        Assert.Equal(seeds.Count, seeds.Distinct().Count());
    }

    [Collection(nameof(Alone))]
    public class Memory
    {
        [Theory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(3)]
        public void EarlyBreak_FreesWhatWasPreparedAhead(int workers)
        {
            var items = Items.InMemory(12);
            var loader = new DataLoader(new Dataset(items, Augment), batchSize: 2, workers: workers, prefetch: 4);
            var before = Alone.LiveTensors();
            foreach (var batch in loader.Epoch())
            {
                batch.Dispose();
                break;
            }
            Assert.Equal(before, Tensor.TotalCount);   // without help from the garbage collector
            GC.KeepAlive(items);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(2)]
        public void Epochs_LeaveNoTensorsToTheGarbageCollector(int workers)
        {
            var items = Items.InMemory(6);
            var loader = new DataLoader(new Dataset(items, Augment), batchSize: 2, workers: workers);
            var before = Alone.LiveTensors();
            for (var epoch = 0; epoch < 3; epoch++)
            {
                foreach (var batch in loader.Epoch(epoch))
                {
                    batch.Dispose();
                }
                Assert.Equal(before, Tensor.TotalCount);
            }
            GC.KeepAlive(items);
        }

        [Fact]
        public void FailingItem_FreesTheBatchesBesideIt()
        {
            var items = Items.InMemory(8);
            var fail = new Lambda.Keyed("number", (Func<object?, object?>)(number => number is 3 ? throw new InvalidDataException("three") : number));
            var loader = new DataLoader(new Dataset(items, new Compose(fail, Augment)), workers: 3);
            var before = Alone.LiveTensors();
            var e = Assert.Throws<DatasetException>(() =>
            {
                foreach (var batch in loader.Epoch())
                {
                    batch.Dispose();
                }
            });
            Assert.Contains("three", e.Message);
            Assert.Equal(before, Tensor.TotalCount);   // without help from the garbage collector
            GC.KeepAlive(items);
        }
    }
}
