using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>What <see cref="Novograd"/> remembers of a parameter.</summary>
internal sealed class NovogradState(Parameter parameter) : OptimizerState(parameter), IDisposable
{
    /// <summary>The gradients so far, former ones faded.</summary>
    public Tensor Momentum { get; private set; } = null!;

    /// <summary>Moving average of the gradient's squared norm.</summary>
    public Tensor SquaredNorm { get; private set; } = null!;

    /// <summary>The largest such average.</summary>
    public Tensor LargestNorm { get; private set; } = null!;

    /// <inheritdoc/>
    public override void Initialize(OptimizerOptions options)
    {
        Dispose();
        Momentum = zeros_like(_parameter).detach().DetachFromDisposeScope();
        SquaredNorm = zeros([], _parameter.dtype, _parameter.device).DetachFromDisposeScope();
        LargestNorm = zeros([], _parameter.dtype, _parameter.device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void to(Device device)
        => Set(Momentum.to(device, copy: true), SquaredNorm.to(device, copy: true), LargestNorm.to(device, copy: true));

    /// <inheritdoc/>
    public override void SaveStateDict(BinaryWriter writer)
    {
        foreach (var tensor in (Tensor[])[Momentum, SquaredNorm, LargestNorm])
        {
            SaveConditionalStateTensor(writer, tensor);
        }
    }

    /// <inheritdoc/>
    public override void LoadStateDict(BinaryReader reader)
    {
        Tensor Read(Tensor like)
        {
            var tensor = empty_like(like);
            LoadConditionalStateTensor(reader, ref tensor, like.device);
            return tensor;
        }
        Set(Read(Momentum), Read(SquaredNorm), Read(LargestNorm));
    }

    /// <inheritdoc/>
    public override void LoadStateDict(OptimizerState source)
    {
        var other = (NovogradState)source;
        Set(other.Momentum.to(_parameter.device, copy: true), other.SquaredNorm.to(_parameter.device, copy: true), other.LargestNorm.to(_parameter.device, copy: true));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Momentum?.Dispose();
        SquaredNorm?.Dispose();
        LargestNorm?.Dispose();
    }

    private void Set(Tensor momentum, Tensor squaredNorm, Tensor largestNorm)
    {
        Dispose();
        (Momentum, SquaredNorm, LargestNorm) = (momentum.DetachFromDisposeScope(), squaredNorm.DetachFromDisposeScope(), largestNorm.DetachFromDisposeScope());
    }
}
