namespace Medulla.Transforms.Utility;

/// <summary>Waits, to see how loaders do with slow steps.</summary>
/// <param name="DelayTime">Seconds to wait.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="DelayTime"/> is negative.</exception>
public sealed record SimulateDelay(double DelayTime = 0) : ITransform
{
    /// <summary>Seconds to wait.</summary>
    public double DelayTime { get; init; } = Check.NotNegative(DelayTime);

    object? ITransform.Run(object? item, Call call)
    {
        Thread.Sleep(TimeSpan.FromSeconds(DelayTime));
        return item;
    }
}
