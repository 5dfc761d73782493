using Medulla.Imaging;
using Medulla.Imaging.Kernels.Resampling;

namespace Medulla.Transforms.Spatial;

/// <summary>Stretches and squeezes the cells of a grid on the image, each axis by itself. Its affine stays.</summary>
/// <param name="NumCells">Number of cells along each axis, or one number for all.</param>
/// <param name="DistortSteps">
/// For each axis, how much of the image each cell covers, as a factor of the cell's size; one more than there are cells, the last for
/// what whole cells leave over.
/// </param>
/// <param name="Mode">Interpolation.</param>
/// <param name="PaddingMode">What lies outside the image.</param>
/// <remarks>As in the reference, what is left over is stretched from where the last cell ends to the number of voxels.</remarks>
public sealed record GridDistortion(
    Values<int> NumCells, Values<Values<double>> DistortSteps, [property: PerKey] Interpolation Mode = Interpolation.Linear,
    [property: PerKey] PadMode PaddingMode = PadMode.Edge) : Transform
{
    /// <summary>Number of cells along each axis.</summary>
    public Values<int> NumCells { get; init; } = Values.From(NumCells.Select(n => Check.Positive(n, nameof(NumCells))));

    /// <inheritdoc/>
    public override MetaTensor Apply(MetaTensor image)
    {
        var shape = image.SpatialShape;
        if (DistortSteps.Count != shape.Count)
        {
            throw new ArgumentException($"GridDistortion: there are steps for {DistortSteps.Count} axes; an image with {shape.Count} spatial axes takes {shape.Count}.");
        }
        var cells = SpatialSize.PerAxis(NumCells, shape.Count, "num_cells").ToArray();
        var coordinates = shape.Select((n, axis) => Coordinates(n, cells[axis], DistortSteps[axis])).ToArray();
        return image.WithData(Deformation.AlongAxes(image.Data, coordinates, new(Mode, PaddingMode)));
    }

    /// <summary>Where each voxel along an axis comes from.</summary>
    private static double[] Coordinates(long size, int cells, Values<double> steps)
    {
        if (steps.Count < cells + 1)
        {
            throw new ArgumentException($"GridDistortion: {steps.Count} steps were given for {cells} cells; {cells + 1} are needed.");
        }
        var result = new double[size];
        var (cell, from) = (size / cells, 0.0);
        for (var index = 0; index <= cells; index++)
        {
            var (start, end) = (index * cell, (index + 1) * cell);
            var to = end > size ? size : from + cell * steps[index];
            end = Math.Min(end, size);
            for (var i = start; i < end; i++)
            {
                // Both ends of a cell count, as in linspace.
                result[i] = end - start == 1 ? from : from + (to - from) * (i - start) / (end - start - 1);
            }
            from = to;
        }

        // A lone voxel counts half, as in the reference.
        return size > 1 ? result : [result[0] / 2];
    }
}
