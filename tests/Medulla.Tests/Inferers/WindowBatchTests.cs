using Medulla.Inferers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Inferers;

public sealed class WindowBatchTests
{
    [Fact]
    public void Network_IsToldWhereItsWindowsLie()
    {
        using var scope = NewDisposeScope();
        List<Window> seen = [];
        var image = arange(12, ScalarType.Float32).reshape(2, 1, 6);

        var result = new SlidingWindowInferer(4, 3, 0.5).RunWindows(image, batch =>
        {
            seen.AddRange(batch.Windows);
            return stack([.. batch.Windows.Select(window => image[window.Item].narrow(1, window.Start[0], 4))]) - batch.Data;
        });

        Assert.Equal([new(0, 0), new(0, 2), new(1, 0), new(1, 2)], seen);
        Assert.Equal(0, result.Single.abs().sum().item<float>());
    }

    [Fact]
    public void Condition_IsCutAndPaddedAlongWithTheImages()
    {
        using var scope = NewDisposeScope();
        var image = randn([2, 1, 3, 9], generator: new Generator(1));
        var condition = randn([2, 2, 3, 9], generator: new Generator(2));

        var result = new SlidingWindowInferer([4, 4], 2, 0.5).RunWindows(image, batch => batch.Data + batch.Condition!, condition);

        Assert.True(result.Single.allclose(image + condition, 1e-5, 1e-6));
    }

    [Fact]
    public void ConditionOfOtherSize_IsRejected()
    {
        using var scope = NewDisposeScope();

        var error = Assert.Throws<ArgumentException>(() => new SlidingWindowInferer(4).RunWindows(zeros(1, 1, 8), batch => batch.Data, zeros(1, 1, 7)));

        Assert.Contains("[1, 1, 7]", error.Message);
    }

    [Fact]
    public void NamedOutputs_KeepTheirNames()
    {
        using var scope = NewDisposeScope();
        var image = randn([1, 1, 8], generator: new Generator(1));

        var result = new SlidingWindowInferer(4).Run(image, x => new Dictionary<string, Tensor> { ["twice"] = x * 2, ["half"] = x / 2 });

        Assert.Equal(["twice", "half"], result.Names!);
        Assert.True(result.Named["half"].allclose(image / 2));
        Assert.Contains("2 outputs", Assert.Throws<InvalidOperationException>(() => result.Single).Message);
    }
}
