namespace Medulla.Networks.Nets;

/// <summary>How far a published size of <see cref="EfficientNet"/> goes beyond the base network.</summary>
/// <param name="Width">Channels, times those of the base network.</param>
/// <param name="Depth">Blocks, times those of the base network.</param>
/// <param name="ImageSize">Pixels along each axis.</param>
/// <param name="DropoutRate">Probability to drop a feature before the scores.</param>
internal sealed record EfficientNetSize(double Width, double Depth, int ImageSize, double DropoutRate);
