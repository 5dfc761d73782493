using Medulla.Imaging;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>Fits a polynomial to the voxels around each along one axis and takes its value. Savitzky and Golay, Smoothing and differentiation of data by simplified least squares procedures (1964).</summary>
/// <param name="WindowLength">Voxels of the fit, odd.</param>
/// <param name="Order">Degree of the polynomial, below <paramref name="WindowLength"/>.</param>
/// <param name="Axis">The axis, the channels' being 0.</param>
/// <param name="Mode">What lies outside the image; 0 if constant.</param>
/// <exception cref="ArgumentException">The window is even, the degree not below it, or the axis negative; on a call, there is no such axis.</exception>
public sealed record SavitzkyGolaySmooth(int WindowLength, int Order, int Axis = 1, PadMode Mode = PadMode.Constant) : Transform
{
    /// <summary>Voxels of the fit.</summary>
    public int WindowLength { get; init; } = WindowLength > 0 && WindowLength % 2 == 1 ? WindowLength
        : throw new ArgumentException($"SavitzkyGolaySmooth: window_length is {WindowLength}; a positive odd number is expected.");

    /// <summary>Degree of the polynomial.</summary>
    public int Order { get; init; } = Order >= 0 && Order < WindowLength ? Order
        : throw new ArgumentException($"SavitzkyGolaySmooth: order is {Order}; 0 to {WindowLength - 1}, below window_length, is expected.");

    /// <summary>The axis.</summary>
    public int Axis { get; init; } = Check.NotNegative(Axis);

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var rank = (int)image.Data.Dimensions - 1;
        if (Axis < 1 || Axis > rank)
        {
            throw new ArgumentException($"SavitzkyGolaySmooth: axis is {Axis}; an image with {rank} spatial axes has 1 to {rank}.");
        }
        var weights = Enumerable.Range(1, rank).Select(axis => axis == Axis ? Weights(WindowLength, Order) : [1]).ToList();
        return image.WithData(SeparableFilter.Apply(image.Data, weights, Mode).to_type(image.Data.dtype));
    }

    /// <summary>The weights by which a window's voxels give the fit's value in its middle.</summary>
    internal static float[] Weights(int windowLength, int order)
    {
        using var scope = NewDisposeScope();
        var places = arange(windowLength / 2, -(windowLength / 2) - 1, -1, ScalarType.Float64);
        var powers = stack(Enumerable.Range(0, order + 1).Select(power => places.pow(power)));
        var value = zeros(order + 1, 1, dtype: ScalarType.Float64);
        value[0, 0] = 1;
        return powers.pinverse().matmul(value).flatten().to_type(ScalarType.Float32).data<float>().ToArray();
    }
}
