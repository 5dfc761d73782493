using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>An intensity that divides an image: a number, a way to find one, or a function of the channel.</summary>
public sealed record IntensityThreshold
{
    private readonly Func<Tensor, double> of;
    private readonly string text;

    private IntensityThreshold(Func<Tensor, double> of, string text) => (this.of, this.text) = (of, text);

    /// <summary>A fixed intensity.</summary>
    public static implicit operator IntensityThreshold(double value) => new(_ => value, $"{value}");

    /// <summary>An intensity to be found for each channel.</summary>
    public static implicit operator IntensityThreshold(ThresholdMethod method) => new(channel => AutomaticThreshold.Of(channel, method), method.ToString());

    /// <summary>An intensity that a function gives for each channel, [spatial...].</summary>
    public static implicit operator IntensityThreshold(Func<Tensor, double> function) => new(function, "function");

    /// <summary>The intensity for a channel.</summary>
    /// <param name="channel">[spatial...].</param>
    public double Of(Tensor channel) => of(channel);

    /// <summary>The number, or how it is found.</summary>
    public override string ToString() => text;

    /// <summary>Whether both are the same number or way; functions differ unless they are one object.</summary>
    public bool Equals(IntensityThreshold? other) => other is not null && text == other.text && (text != "function" || of == other.of);

    /// <inheritdoc/>
    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);
}
