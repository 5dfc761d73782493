using Medulla.Data;
using Medulla.Optimization;
using Medulla.Randomness;
using Medulla.Training;
using Medulla.Transforms;
using Medulla.Transforms.Spatial;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Training;

/// <summary>A run of a tiny network with everything that a resume must restore: dropout, Adam, a schedule, shuffling and augmentation.</summary>
internal sealed class TinyRun : IDisposable
{
    public const int Steps = 3;

    private readonly nn.Module<Tensor, Tensor> network;
    private readonly optim.Optimizer optimizer;
    private readonly List<double> losses = [];

    public TinyRun(
        TrainerOptions options, int seed = 0, bool validate = false, Func<double>? score = null, bool poisoned = false, bool averaged = false, params ITrainingCallback[] callbacks)
    {
        set_num_threads(1);   // on tensors this small, threads only wait for each other
        manual_seed(seed);
        network = nn.Sequential(nn.Conv3d(1, 4, 3, padding: 1), nn.ReLU(), nn.Dropout(0.5), nn.Conv3d(4, 1, 1));
        Average = averaged ? new(network, 0.9) : null;
        var adam = optim.Adam(network.parameters(), 0.05);
        optimizer = adam;
        var items = Enumerable.Range(0, 6).Select(i => Item((uint)i, poisoned)).ToList();
        var loader = new DataLoader(new Dataset(items, new Compose(new RandFlip(0.5, 0).On("image", "label"))), batchSize: 2, shuffle: true, seed: 1);
        Evaluator = new(
            new(new Dataset(items[..2], new())), (net, image) => net.call(image),
            [new("score", (prediction, label) => [score?.Invoke() ?? -Error(prediction.Data, label.Data)])]);
        Trainer = new(
            network, adam, (prediction, label) => nn.functional.mse_loss(prediction, label), loader, options, validate ? Evaluator : null,
            optim.lr_scheduler.LambdaLR(adam, epoch => 1.0 / (1 + epoch)), [new Recorder(losses), .. callbacks], Average);
    }

    public Trainer Trainer { get; }

    public Evaluator Evaluator { get; }

    public ExponentialMovingAverage? Average { get; }

    /// <summary>The loss of each step.</summary>
    public IReadOnlyList<double> Losses => losses;

    public float[] Weights()
    {
        using var scope = NewDisposeScope();
        return [.. network.parameters().SelectMany(p => p.detach().flatten().data<float>().ToArray())];
    }

    public void Dispose()
    {
        network.Dispose();
        Average?.Dispose();
        optimizer.Dispose();
    }

    private static Sample Item(uint seed, bool poisoned)
    {
        var image = new RandomState(seed).Uniform(0, 1, [1, 4, 4, 4], ScalarType.Float32);
        return new() { ["image"] = new MetaTensor(poisoned ? image * double.NaN : image), ["label"] = new MetaTensor(image.gt(0.5).to_type(ScalarType.Float32)) };
    }

    private static double Error(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return (a - b).square().mean().item<float>();
    }

    private sealed class Recorder(List<double> losses) : ITrainingCallback
    {
        public void Stepped(Trainer trainer, double loss) => losses.Add(loss);
    }
}

/// <summary>Does something after each step or epoch.</summary>
internal sealed class Told(Action<Trainer>? stepped = null, Action<Trainer, TrainingState.Validation?>? epoch = null, Action? ended = null) : ITrainingCallback
{
    public void Stepped(Trainer trainer, double loss) => stepped?.Invoke(trainer);

    public void EpochDone(Trainer trainer, TrainingState.Validation? validation) => epoch?.Invoke(trainer, validation);

    public void Ended(Trainer trainer) => ended?.Invoke();
}
