using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Data.Generated;

/// <summary>Made-up scans of a body with three organs and their labels, as <see cref="Phantom"/> makes them; NIfTI.</summary>
/// <param name="Training">Number of scans to train on.</param>
/// <param name="Validation">Number of scans to choose a network by.</param>
/// <param name="Test">Number of scans to measure it on.</param>
/// <param name="Seed">What to draw from.</param>
public sealed record PhantomScans(int Training, int Validation, int Test, uint Seed = 0) : GeneratedDataset(Training, Validation, Test, Seed)
{
    /// <inheritdoc/>
    public override Values<string> Labels => Phantom.Labels;

    /// <inheritdoc/>
    protected override string Ending => ".nii.gz";

    /// <summary>An "image", int16, and its "label", uint8, on one grid.</summary>
    /// <param name="random">What to draw from.</param>
    public override IReadOnlyDictionary<string, object> Create(RandomState random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var (image, label) = Phantom.Create(random);
        return new Dictionary<string, object> { ["image"] = image, ["label"] = label };
    }
}
