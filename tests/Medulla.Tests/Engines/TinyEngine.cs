using Medulla.Data;
using Medulla.Engines;
using Medulla.Randomness;
using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Engines;

/// <summary>Tiny networks, data and engines to try handlers on.</summary>
internal static class TinyEngine
{
    /// <summary>Six images of noise; the label says where they are bright.</summary>
    public static IReadOnlyList<Sample> Samples(int count = 6) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var image = new RandomState((uint)i).Uniform(0, 1, [1, 4, 4], ScalarType.Float32);
        return new Sample { ["image"] = new MetaTensor(image), ["label"] = new MetaTensor(image.gt(0.5).to_type(ScalarType.Float32)) };
    })];

    public static DataLoader Loader(int count = 6, int batchSize = 2, bool shuffle = false, int workers = 0)
        => new(new Dataset(Samples(count)), batchSize, shuffle, seed: 1, workers: workers);

    public static nn.Module<Tensor, Tensor> Network(int seed = 0)
    {
        set_num_threads(1);
        manual_seed(seed);
        return nn.Sequential(nn.Conv2d(1, 4, 3, padding: 1), nn.ReLU(), nn.Conv2d(4, 1, 1));
    }

    public static Tensor Loss(object? prediction, object? label) => nn.functional.binary_cross_entropy_with_logits((Tensor)prediction!, (Tensor)label!);

    public static SupervisedTrainer Trainer(
        nn.Module<Tensor, Tensor> network, int epochs = 2, IBatchSource? loader = null, double lr = 0.05, IReadOnlyList<IEngineHandler?>? handlers = null,
        ITransform? post = null, IReadOnlyDictionary<string, IEngineMetric>? metric = null, int? epochLength = null, optim.Optimizer? optimizer = null, bool decollate = true)
        => Quiet(new SupervisedTrainer(
            CPU, epochs, loader ?? Loader(), network, optimizer ?? optim.Adam(network.parameters(), lr), Loss, epochLength, postprocessing: post, keyTrainMetric: metric,
            trainHandlers: handlers, decollate: decollate));

    public static SupervisedEvaluator Evaluator(
        nn.Module<Tensor, Tensor> network, IReadOnlyDictionary<string, IEngineMetric>? metric = null, IReadOnlyList<IEngineHandler?>? handlers = null, ITransform? post = null,
        IBatchSource? loader = null, IReadOnlyDictionary<string, IEngineMetric>? more = null)
        => Quiet(new SupervisedEvaluator(CPU, loader ?? Loader(), network, postprocessing: post, keyValMetric: metric, additionalMetrics: more, valHandlers: handlers));

    public static T Quiet<T>(T engine)
        where T : Engine
    {
        engine.Logger.Writer = TextWriter.Null;
        return engine;
    }

    /// <summary>Keeps the lines that an engine writes.</summary>
    public static List<string> Lines(this Engine engine)
    {
        List<string> lines = [];
        engine.Logger.Written += (_, line) => lines.Add(line);
        return lines;
    }
}

/// <summary>Does something when it is attached.</summary>
internal sealed class Attached(Action<Engine> attach) : IEngineHandler
{
    public void Attach(Engine engine) => attach(engine);
}

/// <summary>An engine whose iteration is a function.</summary>
internal sealed class FreeEngine : Engine
{
    private readonly Func<Engine, object?, object?> iterate;

    public FreeEngine(Func<Engine, object?, object?>? iterate = null, int epochs = 1, int epochLength = 0)
    {
        this.iterate = iterate ?? ((_, batch) => batch);
        State = new() { MaxEpochs = epochs, EpochLength = epochLength };
        Logger.Writer = TextWriter.Null;
    }

    public void Go(IBatchSource source, CancellationToken cancel = default) => Run(source, cancel);

    protected override void Iterate(object? batch) => State.Output = iterate(this, batch);
}
