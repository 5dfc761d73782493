using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>The steps that all diffusion inferers have in common.</summary>
internal sealed class Diffusion(Scheduler scheduler, Conditioning mode)
{
    /// <summary>A prediction for an image, times and a context.</summary>
    public delegate Tensor Predictor(Tensor x, Tensor timesteps, Tensor? context);

    /// <summary>What is predicted of noisy images.</summary>
    public Tensor Predict(Tensor inputs, Tensor noise, Tensor timesteps, Tensor? condition, Predictor predict)
    {
        using var scope = NewDisposeScope();
        Check(condition);
        return Told(scheduler.AddNoise(inputs, noise, timesteps), timesteps, condition, predict).MoveToOuterDisposeScope();
    }

    /// <summary>The image that noise leads to.</summary>
    public Tensor Sample(Tensor noise, Tensor? condition, double? guidance, Predictor predict, Action<double, Tensor>? eachStep)
    {
        Check(condition);
        using var noGradient = no_grad();
        using var outer = NewDisposeScope();
        var image = noise.alias();
        var both = guidance is null || condition is null ? condition : cat([full_like(condition, -1), condition], 0);
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            using var last = image;
            image = Step(last, i);
            eachStep?.Invoke(scheduler.Timesteps[i], image);
        }
        return image.MoveToOuterDisposeScope();

        Tensor Step(Tensor x, int i)
        {
            using var scope = NewDisposeScope();
            var time = scheduler.Timesteps[i];
            var output = Told(Doubled(x, guidance)!, tensor(time, ScalarType.Float32, device: x.device).view(1), both, predict);
            if (guidance is { } weight)
            {
                var halves = output.chunk(2, 0);
                output = halves[0] + weight * (halves[1] - halves[0]);
            }
            var next = i + 1 < scheduler.Timesteps.Count ? scheduler.Timesteps[i + 1] : 0;
            var (previous, _) = scheduler is RFlowScheduler flow ? flow.Step(output, time, x, next) : scheduler.Step(output, time, x);
            return previous.MoveToOuterDisposeScope();
        }
    }

    /// <summary>The images twice over where guidance asks for two predictions.</summary>
    public static Tensor? Doubled(Tensor? images, double? guidance) => images is null || guidance is null ? images : cat([images, images], 0);

    private Tensor Told(Tensor x, Tensor timesteps, Tensor? condition, Predictor predict)
        => mode == Conditioning.Concat ? predict(cat([x, condition!], 1), timesteps, null) : predict(x, timesteps, condition);

    private void Check(Tensor? condition)
    {
        if (mode == Conditioning.Concat && condition is null)
        {
            throw new ArgumentException("Diffusion: there is no condition; mode Concat needs one to add to the image's channels.", nameof(condition));
        }
    }
}
