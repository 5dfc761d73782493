using System.Globalization;
using Medulla.Imaging;

namespace Medulla.Visualization;

/// <summary>The image after one step of a pipeline.</summary>
/// <param name="Position">Position of the step, from 1; 0 for the image that the pipeline was given.</param>
/// <param name="Name">The transform.</param>
/// <param name="Channels">Number of channels.</param>
/// <param name="Shape">Voxels along each spatial axis.</param>
/// <param name="Spacing">Voxel size, mm.</param>
/// <param name="Orientation">Which way the axes run, as in "RAS"; empty where that cannot be told.</param>
/// <param name="Type">Element type.</param>
/// <param name="Minimum">Smallest finite value; NaN if there is none.</param>
/// <param name="Maximum">Largest finite value; NaN if there is none.</param>
/// <param name="Items">Items that the step gave; the first is shown.</param>
/// <param name="Unchanged">Whether the step left the image as it was.</param>
public sealed record PreviewStep(
    int Position, string Name, long Channels, Values<long> Shape, Values<double> Spacing, string Orientation, string Type, double Minimum, double Maximum,
    int Items, bool Unchanged)
{
    /// <summary>Lines of text below the picture.</summary>
    internal IReadOnlyList<string> Caption =>
    [
        $"{(Position > 0 ? $"{Position} " : "")}{Name}",
        $"{string.Join(" × ", Shape)}{(Channels == 1 ? "" : $", {Channels} channels")}{(Items > 1 ? $", 1 of {Items}" : "")}",
        string.Create(CultureInfo.InvariantCulture, $"{string.Join(" × ", Spacing.Select(s => s.ToString("0.###", CultureInfo.InvariantCulture)))} mm{(Orientation.Length > 0 ? ", " : "")}{Orientation}"),
        Unchanged ? "unchanged" : string.Create(CultureInfo.InvariantCulture, $"{Minimum:0.###} to {Maximum:0.###}, {Type}"),
    ];
}
