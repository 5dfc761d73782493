namespace Medulla.Imaging.Geometry;

/// <summary>
/// A signed permutation of axes. As the orientation of an image it says which way each voxel axis runs in the world, as in
/// "RAS" or "LPS"; between two orientations it says where each axis goes and whether it is reversed.
/// </summary>
/// <param name="Axes">For each axis of the image, the world's axis it runs along; a permutation of 0 to Rank - 1.</param>
/// <param name="Signs">For each axis of the image, 1 if it runs towards the world axis' positive end and -1 if against it.</param>
/// <exception cref="ArgumentException"><paramref name="Axes"/> is no permutation, or a sign is neither 1 nor -1.</exception>
public sealed record Orientation(Values<int> Axes, Values<int> Signs)
{
    /// <summary>Names of the negative and positive end of each world axis: left-right, posterior-anterior, inferior-superior.</summary>
    public static readonly Values<string> Anatomical = ["LR", "PA", "IS"];

    /// <inheritdoc cref="Orientation(Values{int}, Values{int})"/>
    public Values<int> Axes { get; } = Axes.Order().SequenceEqual(Enumerable.Range(0, Axes.Count))
        ? Axes
        : throw new ArgumentException($"Orientation: axes {Axes} are no permutation of 0 to {Axes.Count - 1}.");

    /// <inheritdoc cref="Orientation(Values{int}, Values{int})"/>
    public Values<int> Signs { get; } = Signs.Count == Axes.Count && Signs.All(sign => sign is 1 or -1)
        ? Signs
        : throw new ArgumentException($"Orientation: signs {Signs} must be 1 or -1, one for each of {Axes.Count} axes.");

    /// <summary>Number of axes.</summary>
    public int Rank => Axes.Count;

    /// <summary>Each axis runs along the world axis of its number: RAS+.</summary>
    public static Orientation Canonical(int rank) => new(Values.From(Enumerable.Range(0, rank)), Values.From(Enumerable.Repeat(1, rank)));

    /// <summary>
    /// The orientation closest to an affine map: shear is removed, then each axis in turn takes, of the world axes still
    /// free, the one along which it moves most. The same rule as nibabel's <c>io_orientation</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The map is singular, so that some axis runs nowhere.</exception>
    public static Orientation Of(Affine affine)
    {
        var rotation = PolarDecomposition.Orthogonal(PolarDecomposition.UnitColumns(affine));
        var free = Enumerable.Range(0, affine.Rank).ToList();
        var (axes, signs) = (new int[affine.Rank], new int[affine.Rank]);
        for (var axis = 0; axis < affine.Rank; axis++)
        {
            axes[axis] = free.MaxBy(world => Math.Abs(rotation[world, axis]));
            signs[axis] = rotation[axes[axis], axis] < 0 ? -1 : 1;
            free.Remove(axes[axis]);
        }
        return new(axes, signs);
    }

    /// <summary>Reads axis codes such as "RAS": the end of the world towards which each axis runs.</summary>
    /// <param name="codes">One letter an axis.</param>
    /// <param name="labels">Letters of the negative and the positive end of each world axis; <see cref="Anatomical"/> if null.</param>
    /// <exception cref="ArgumentException">A letter is unknown, or an axis of the world is missing or named twice.</exception>
    public static Orientation Parse(string codes, Values<string>? labels = null)
    {
        labels ??= Anatomical;
        var ends = codes.Select(code =>
        {
            var world = labels.ToList().FindIndex(pair => pair.Contains(code));
            return world >= 0
                ? (World: world, Sign: labels[world].StartsWith(code) ? -1 : 1)
                : throw new ArgumentException($"Orientation: '{code}' in \"{codes}\" is none of {string.Concat(labels)}.");
        }).ToList();
        return ends.Select(end => end.World).Order().SequenceEqual(Enumerable.Range(0, codes.Length))
            ? new(Values.From(ends.Select(end => end.World)), Values.From(ends.Select(end => end.Sign)))
            : throw new ArgumentException(
                $"Orientation: \"{codes}\" must name one end of each of the first {codes.Length} pairs in {string.Join(", ", labels)}.");
    }

    /// <summary>The axis codes, as in "RAS".</summary>
    /// <param name="labels">Letters of the negative and the positive end of each world axis; <see cref="Anatomical"/> if null.</param>
    public string Codes(Values<string>? labels = null)
        => string.Concat(Axes.Zip(Signs, (world, sign) => (labels ?? Anatomical)[world][sign < 0 ? 0 : 1]));

    /// <summary>
    /// The change from this orientation to <paramref name="target"/>: axis i of an image oriented like this becomes axis
    /// <c>Axes[i]</c> of one oriented like the target, reversed where <c>Signs[i]</c> is -1.
    /// </summary>
    /// <exception cref="ArgumentException">The ranks differ.</exception>
    public Orientation To(Orientation target) => Then(target.Inverse());

    /// <summary>This change of axes, and then the next.</summary>
    /// <exception cref="ArgumentException">The ranks differ.</exception>
    public Orientation Then(Orientation next)
        => next.Rank == Rank
            ? new(Values.From(Axes.Select(axis => next.Axes[axis])), Values.From(Axes.Zip(Signs, (axis, sign) => sign * next.Signs[axis])))
            : throw new ArgumentException($"Orientation: {this} has {Rank} axes and {next} has {next.Rank}; they must agree.");

    /// <summary>The change of axes that undoes this one.</summary>
    public Orientation Inverse()
    {
        var (axes, signs) = (new int[Rank], new int[Rank]);
        for (var axis = 0; axis < Rank; axis++)
        {
            (axes[Axes[axis]], signs[Axes[axis]]) = (axis, Signs[axis]);
        }
        return new(axes, signs);
    }

    /// <summary>The shape of an image whose axes were changed by this.</summary>
    public Values<long> Reorder(Values<long> shape) => Values.From(Inverse().Axes.Select(axis => shape[axis]));

    /// <summary>
    /// For an image of <paramref name="shape"/> whose axes were changed by this: the map from the changed image's voxel
    /// indices back to the image's own. Its affine times this map keeps every voxel in its place in the world.
    /// </summary>
    public Affine ToSource(Values<long> shape)
        => Affine.Create(Rank, (row, column) =>
            column == Rank ? (Signs[row] < 0 ? shape[row] - 1 : 0)
            : column == Axes[row] ? Signs[row]
            : 0);

    /// <summary>The axis codes where the rank allows, as in "RAS".</summary>
    public override string ToString() => Rank <= Anatomical.Count ? Codes() : $"{Axes} {Signs}";
}
