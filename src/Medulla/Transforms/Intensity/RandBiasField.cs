using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Transforms.Intensity;

/// <summary>
/// Multiplies intensities by the exponential of a random polynomial, as inhomogeneous MRI fields do. Van Leemput et al., Automated
/// model-based tissue classification of MR images of the brain (1999).
/// </summary>
/// <param name="Degree">Degree of the polynomial, at least 1.</param>
/// <param name="CoeffRange">Range of its coefficients, in terms of Legendre polynomials over [-1, 1]; 0 to 0.1 if null.</param>
/// <param name="Dtype">Element type of the result; the image's own if null.</param>
/// <param name="Prob">How often a call does so, in [0, 1].</param>
/// <exception cref="ArgumentException">The degree is below 1; on a call, the image has neither two nor three spatial axes.</exception>
public sealed record RandBiasField(int Degree = 3, Interval? CoeffRange = null, ScalarType? Dtype = ScalarType.Float32, double Prob = 0.1)
    : RandomTransform<RandBiasField.Drawn>(Prob)
{
    /// <summary>Degree of the polynomial.</summary>
    public int Degree { get; init; } = Check.Positive(Degree);

    /// <summary>The coefficients, in the order of their powers.</summary>
    public sealed record Drawn(Values<double> Coefficients);

    /// <inheritdoc/>
    public override Drawn Draw(RandomState random, MetaTensor image)
    {
        var range = CoeffRange ?? new(0, 0.1);
        return new(random.Uniform(range.Low, range.High, Powers(image.SpatialShape.Count).Count()));
    }

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image, Drawn drawn)
        => image.WithData(TensorMemory.Scoped(() =>
        {
            var shape = image.SpatialShape;
            var bases = shape.Select(n => Legendre(n).to(image.Data.device)).ToArray();
            long[] sides = [.. Enumerable.Repeat(Degree + 1L, shape.Count)];
            var coefficients = new double[(int)Math.Pow(Degree + 1, shape.Count)];
            foreach (var (powers, value) in Powers(shape.Count).Zip(drawn.Coefficients))
            {
                coefficients[powers.Aggregate(0, (at, power) => at * (Degree + 1) + power)] = value;
            }
            var field = tensor(coefficients, sides, device: image.Data.device);
            for (var axis = 0; axis < shape.Count; axis++)
            {
                field = field.movedim([axis], [-1]).matmul(bases[axis]).movedim([-1], [axis]);
            }
            return (image.Data * field.exp().to_type(ScalarType.Float32)).to_type(Dtype ?? image.Data.dtype);
        }));

    /// <summary>The Legendre polynomials up to the degree, at so many places from -1 to 1: [degree + 1, n], float64.</summary>
    private Tensor Legendre(long n)
    {
        var x = linspace(-1, 1, n, ScalarType.Float32).to_type(ScalarType.Float64);
        List<Tensor> found = [ones_like(x), x];
        for (var k = 2; k <= Degree; k++)
        {
            found.Add(((2 * k - 1) * x * found[^1] - (k - 1) * found[^2]) / k);
        }
        return stack(found.Take(Degree + 1));
    }

    /// <summary>The powers along each axis that get a coefficient, in the reference's order.</summary>
    private IEnumerable<int[]> Powers(int rank) => rank switch
    {
        // In 2-D the reference fills the lower triangle, where the first power is the larger one.
        2 => Enumerable.Range(0, Degree + 1).SelectMany(i => Enumerable.Range(0, i + 1).Select(j => (int[])[i, j])),
        3 => Enumerable.Range(0, Degree + 1).SelectMany(i => Enumerable.Range(0, Degree + 1 - i)
            .SelectMany(j => Enumerable.Range(0, Degree + 1 - i - j).Select(k => (int[])[i, j, k]))),
        _ => throw new ArgumentException($"RandBiasField: the image has {rank} spatial axes; 2 or 3 are expected."),
    };
}
