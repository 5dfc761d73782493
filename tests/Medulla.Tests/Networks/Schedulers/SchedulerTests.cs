using Medulla.Networks.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Schedulers;

public class SchedulerTests
{
    [Theory]
    [InlineData(PredictionType.Epsilon)]
    [InlineData(PredictionType.Sample)]
    [InlineData(PredictionType.Velocity)]
    public void Ddim_WithPerfectPredictions_LeadsFromNoiseToTheImage(PredictionType prediction)
    {
        using var scope = NewDisposeScope();
        var scheduler = new DDIMScheduler(100, NoiseSchedule.ScaledLinear, clipSample: false, predictionType: prediction);
        scheduler.SetTimesteps(10);
        var (image, noise) = (rand(2, 1, 4, 4), randn(2, 1, 4, 4));
        var sample = scheduler.AddNoise(image, noise, full([2], (long)scheduler.Timesteps[0]));
        foreach (var time in scheduler.Timesteps)
        {
            var output = prediction switch
            {
                PredictionType.Epsilon => noise,
                PredictionType.Sample => image,
                _ => scheduler.GetVelocity(image, noise, full([2], (long)time)),
            };
            sample = scheduler.Step(output, time, sample).Previous;
        }
        Assert.True(allclose(image, sample, rtol: 1e-3, atol: 1e-3), $"off by {(image - sample).abs().max().item<float>()}");
    }

    [Fact]
    public void Pndm_AfterFourSlopesOfOneDirection_IsWhereItLeads()
    {
        using var scope = NewDisposeScope();
        using var scheduler = new PNDMScheduler(100);
        scheduler.SetTimesteps(10);
        Assert.Equal([90, 85, 85, 80, 80, 75, 75, 70, 70, 65, 65, 60, 60, 50, 40, 30, 20, 10, 0], scheduler.Timesteps);
        var (image, noise) = (rand(2, 1, 4, 4), randn(2, 1, 4, 4));
        var sample = scheduler.AddNoise(image, noise, full([2], 90L));
        foreach (var time in scheduler.Timesteps.Take(4))
        {
            sample = scheduler.Step(noise, time, sample).Previous;
        }
        Assert.True(allclose(scheduler.AddNoise(image, noise, full([2], 80L)), sample, rtol: 1e-3, atol: 1e-4));
        foreach (var time in scheduler.Timesteps.Skip(4))
        {
            sample = scheduler.Step(noise, time, sample).Previous;
        }
        Assert.True(sample.isfinite().all().item<bool>());
    }

    [Fact]
    public void Pndm_WithoutRungeKutta_BeginsAsDdim_AndSetTimestepsBeginsAnew()
    {
        using var scope = NewDisposeScope();
        using var scheduler = new PNDMScheduler(100, skipPrkSteps: true);
        var (image, noise) = (rand(2, 1, 4, 4), randn(2, 1, 4, 4));
        for (var i = 0; i < 2; i++)
        {
            scheduler.SetTimesteps(10);
            var expected = scheduler.AddNoise(image, noise, full([2], 80L));
            var first = scheduler.Step(noise, 90, scheduler.AddNoise(image, noise, full([2], 90L))).Previous;
            Assert.True(allclose(expected, first, rtol: 1e-3, atol: 1e-4));
            // The second step repeats the first with the mean of both predictions.
            Assert.True(allclose(expected, scheduler.Step(noise, 80, first).Previous, rtol: 1e-3, atol: 1e-4));
        }
    }

    [Fact]
    public void Ddpm_TellsTheImageFromThePrediction_AndAddsNoNoiseAtTheLastStep()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DDPMScheduler(10, clipSample: false);
        var (image, noise) = (rand(1, 1, 4, 4), randn(1, 1, 4, 4));
        var (first, original) = scheduler.Step(noise, 5, scheduler.AddNoise(image, noise, tensor([5L])));
        var (second, _) = scheduler.Step(noise, 5, scheduler.AddNoise(image, noise, tensor([5L])));
        Assert.True(allclose(image, original!, rtol: 1e-3, atol: 1e-4));
        Assert.False(allclose(first, second));
        Assert.True(allclose(image, scheduler.Step(noise, 0, scheduler.AddNoise(image, noise, tensor([0L]))).Previous, rtol: 1e-3, atol: 1e-4));
    }

    [Fact]
    public void SameGenerator_DrawsTheSameNoise()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DDPMScheduler(10);
        var (noise, sample) = (randn(1, 1, 4, 4), randn(1, 1, 4, 4));
        using Generator one = new(7), two = new(7);
        Assert.Equal(
            scheduler.Step(noise, 5, sample, one).Previous.data<float>().ToArray(), scheduler.Step(noise, 5, sample, two).Previous.data<float>().ToArray());
    }

    [Fact]
    public void LearnedVariance_ComesInFurtherChannels()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DDPMScheduler(10, varianceType: VarianceType.Learned, clipSample: false);
        var (noise, sample) = (randn(1, 1, 4, 4), randn(1, 1, 4, 4));
        var quiet = scheduler.Step(cat([noise, zeros_like(noise)], 1), 5, sample).Previous;
        var again = scheduler.Step(cat([noise, zeros_like(noise)], 1), 5, sample).Previous;
        Assert.True(allclose(quiet, again));
    }

    [Fact]
    public void Ddim_ReversedStep_IsTakenBackByAStep()
    {
        using var scope = NewDisposeScope();
        var scheduler = new DDIMScheduler(100, clipSample: false);
        scheduler.SetTimesteps(10);
        var (noise, sample) = (randn(1, 1, 4, 4), randn(1, 1, 4, 4));
        var (next, _) = scheduler.ReversedStep(noise, 30, sample);
        Assert.True(allclose(sample, scheduler.Step(noise, 40, next).Previous, rtol: 1e-3, atol: 1e-4));
        Assert.Throws<ArgumentOutOfRangeException>(() => scheduler.ReversedStep(noise, 95, sample));
    }

    [Fact]
    public void RectifiedFlow_GoesStraight()
    {
        using var scope = NewDisposeScope();
        var scheduler = new RFlowScheduler();
        scheduler.SetTimesteps(4);
        Assert.Equal([1000, 750, 500, 250], scheduler.Timesteps);
        var (image, noise) = (rand(1, 1, 4, 4), randn(1, 1, 4, 4));
        Assert.True(allclose(noise, scheduler.AddNoise(image, noise, tensor([1000L]))));
        var sample = noise;
        foreach (var time in scheduler.Timesteps)
        {
            (sample, var original) = scheduler.Step(image - noise, time, sample);
            Assert.True(allclose(image, original!, rtol: 1e-3, atol: 1e-4));
        }
        Assert.True(allclose(image, sample, rtol: 1e-3, atol: 1e-4));
    }

    [Fact]
    public void RectifiedFlow_SpendsMoreStepsOnNoise_OfLargerImages()
    {
        var scheduler = new RFlowScheduler(useTimestepTransform: true);
        Assert.Throws<ArgumentException>(() => scheduler.SetTimesteps(4));
        scheduler.SetTimesteps(4, 64L * 64 * 64);
        // t' = 2 t / (1 + t) for twice the edge: 1, 6/7, 2/3, 2/5, kept as float16 and cut to whole numbers
        Assert.Equal([1000, 857, 666, 400], scheduler.Timesteps);
    }

    [Theory]
    [InlineData(TimestepSampling.Uniform)]
    [InlineData(TimestepSampling.LogitNormal)]
    public void DrawnTimes_LieWithinTraining(TimestepSampling sampling)
    {
        using var scope = NewDisposeScope();
        var times = new RFlowScheduler(sampleMethod: sampling, useTimestepTransform: true).SampleTimesteps(zeros([64, 1, 4, 4, 4]));
        Assert.InRange(times.min().item<float>(), 0, 1000);
        Assert.InRange(times.max().item<float>(), 0, 1000);
    }

    [Fact]
    public void Schedules_BeginAndEndWhereTheyShould()
    {
        var linear = NoiseSchedules.Betas(NoiseSchedule.Linear, 10, 0.001, 0.02);
        Assert.Equal((0.001, 0.02), (linear[0], linear[^1]), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-6 && Math.Abs(a.Item2 - b.Item2) < 1e-6);
        var scaled = NoiseSchedules.Betas(NoiseSchedule.ScaledLinear, 3, 0.01, 0.09);
        Assert.Equal(0.04, scaled[1], 5);   // ((0.1 + 0.3) / 2)^2
        var sigmoid = NoiseSchedules.Betas(NoiseSchedule.Sigmoid, 3, 0, 1);
        Assert.Equal(0.5, sigmoid[1], 5);
        var cosine = NoiseSchedules.Betas(NoiseSchedule.Cosine, 100);
        Assert.All(cosine, beta => Assert.InRange(beta, 0f, 0.9991f));
        Assert.Equal(0.999, cosine[^1], 4);
    }

    [Fact]
    public void NumberOfAnotherSchedule_IsRejected()
    {
        Assert.Contains("has no betaStart", Assert.Throws<ArgumentException>(() => new DDPMScheduler(10, NoiseSchedule.Cosine, betaStart: 0.1)).Message);
        Assert.Contains("has no sigRange", Assert.Throws<ArgumentException>(() => new DDIMScheduler(10, sigRange: 3)).Message);
    }

    [Fact]
    public void StepsThatDoNotFit_AreRejected()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DDPMScheduler(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DDPMScheduler(10).SetTimesteps(11));
        Assert.Throws<ArgumentException>(() => new DDIMScheduler(10, stepsOffset: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PNDMScheduler(10).SetTimesteps(3));
        Assert.Throws<ArgumentException>(() => new PNDMScheduler(predictionType: PredictionType.Sample));
        using var sample = zeros(1, 1, 2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DDPMScheduler(10).Step(sample, 10, sample));
        Assert.Throws<InvalidOperationException>(() => new RFlowScheduler().Step(sample, 10, sample));
    }
}
