using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Transforms.Signal;

/// <summary>A random transform of signals, [C, length], that acts on every call.</summary>
/// <typeparam name="TDrawn">What a call draws.</typeparam>
public abstract record SignalTransform<TDrawn> : RandomTransform<TDrawn>
    where TDrawn : class
{
    private protected SignalTransform()
        : base(1)
    {
    }

    /// <summary>Samples along time, the last axis.</summary>
    /// <exception cref="ArgumentException">The signal has no axis beside that of channels.</exception>
    private protected long Length(MetaTensor signal) => signal.Data.Dimensions >= 2 ? signal.Data.shape[^1]
        : throw new ArgumentException($"{GetType().Name}: a signal [{string.Join(", ", signal.Data.shape)}] was given; [C, length] is expected.");

    /// <summary>The signal with samples from one place on replaced, in all channels; what does not fit is left out.</summary>
    /// <returns>[C, length]; [length] of a single channel, as in the reference.</returns>
    private protected static Tensor Paste(Tensor signal, Tensor samples, long at)
    {
        var length = signal.shape[^1];
        var count = Math.Min(samples.shape[0], length - at);
        var result = signal.clone();
        result.narrow(-1, at, count).copy_(samples.narrow(0, 0, count));
        return result.shape[0] == 1 ? result.squeeze() : result;
    }
}
