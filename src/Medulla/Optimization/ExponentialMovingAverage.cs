using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>
/// Averages of a network's weights over the steps of training, to be evaluated and kept in their place (Polyak and Juditsky, Acceleration
/// of stochastic approximation by averaging, 1992). Buffers, such as running means, are not averaged.
/// </summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    private readonly nn.Module network;
    private readonly double decay;
    private readonly bool warmUp;
    private List<Tensor> averages;
    private bool isSwapped;

    /// <summary>Begins with the network's weights as they are.</summary>
    /// <param name="network">The network, on the device where it is trained.</param>
    /// <param name="decay">Share of the average that stays at each step, in [0, 1).</param>
    /// <param name="warmUp">Whether the share is no more than (1 + n) / (10 + n) after n steps, so that the first weights are soon forgotten.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> lies outside its bounds.</exception>
    public ExponentialMovingAverage(nn.Module network, double decay = 0.999, bool warmUp = false)
    {
        this.network = network;
        this.decay = decay is >= 0 and < 1 ? decay : throw new ArgumentOutOfRangeException(nameof(decay), decay, "decay must lie in [0, 1).");
        this.warmUp = warmUp;
        averages = Copies();
    }

    /// <summary>Number of steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes in the weights after an optimiser's step.</summary>
    /// <exception cref="InvalidOperationException">The averages are in the network's place.</exception>
    public void Update()
    {
        RequireOutside();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var stays = warmUp ? Math.Min(decay, (1.0 + Steps) / (10.0 + Steps)) : decay;
        foreach (var (average, weight) in averages.Zip(network.parameters()))
        {
            average.lerp_(weight.to(average.device), 1 - stays);
        }
        Steps++;
    }

    /// <summary>Puts the averages in the network's place until the result is disposed; the weights are then as they were.</summary>
    /// <exception cref="InvalidOperationException">They are in its place already.</exception>
    public IDisposable SwapIn()
    {
        RequireOutside();
        Exchange();
        isSwapped = true;
        return new Swap(this);
    }

    /// <summary>Begins anew with the network's weights as they are.</summary>
    /// <param name="steps">Number of steps that they stand for.</param>
    public void Restart(long steps = 0)
    {
        RequireOutside();
        averages.ForEach(average => average.Dispose());
        averages = Copies();
        Steps = steps;
    }

    /// <inheritdoc/>
    public void Dispose() => averages.ForEach(average => average.Dispose());

    private List<Tensor> Copies() => [.. network.parameters().Select(weight =>
    {
        using var scope = NewDisposeScope();
        return weight.detach().clone().DetachFromDisposeScope();
    })];

    private void Exchange()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (average, weight) in averages.Zip(network.parameters()))
        {
            var kept = weight.clone();
            weight.copy_(average);
            average.copy_(kept);
        }
    }

    private void RequireOutside()
    {
        if (isSwapped)
        {
            throw new InvalidOperationException("the averages are in the network's place; dispose of what SwapIn returned first.");
        }
    }

    private sealed class Swap(ExponentialMovingAverage of) : IDisposable
    {
        public void Dispose()
        {
            if (of.isSwapped)
            {
                of.isSwapped = false;
                of.Exchange();
            }
        }
    }
}
