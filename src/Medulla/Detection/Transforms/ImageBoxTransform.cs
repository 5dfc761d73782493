using Medulla.Imaging;
using Medulla.Transforms;

namespace Medulla.Detection.Transforms;

/// <summary>Moves images and, with them, boxes.</summary>
/// <param name="ImageKeys">Keys of images.</param>
/// <param name="BoxKeys">Keys of boxes, [N, 4] or [N, 6] in the standard mode. Images of [N, ...] keep a history, so that boxes too can be taken back.</param>
/// <param name="BoxRefImageKeys">Keys of the images that the boxes lie in, one for each key of boxes or one for all.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <exception cref="ArgumentException">There are neither one nor as many images for the boxes as keys of boxes.</exception>
public abstract record ImageBoxTransform(Values<string> ImageKeys, Values<string> BoxKeys, Values<string> BoxRefImageKeys, bool AllowMissingKeys)
    : SampleTransform(Values.From(ImageKeys.Concat(BoxKeys)), AllowMissingKeys)
{
    /// <summary>Keys of the images that the boxes lie in.</summary>
    public Values<string> BoxRefImageKeys { get; init; } = BoxRefImageKeys.Count == 1 || BoxRefImageKeys.Count == BoxKeys.Count ? BoxRefImageKeys
        : throw new ArgumentException($"BoxRefImageKeys is {BoxRefImageKeys} for boxes {BoxKeys}; one key for all, or one for each, is expected.");

    /// <summary>Images moved, and boxes by what moves the image that they lie in.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="call">What comes with the call.</param>
    /// <param name="step">The step of an image, by its place among the images and its size.</param>
    private protected Sample Move(Sample sample, Call call, Func<int, Values<long>, SpatialTransform> step)
    {
        var moved = sample;
        foreach (var (index, key) in BoxKeys.Index().Where(one => !AllowMissingKeys || sample.ContainsKey(one.Item)))
        {
            moved = moved.With(key, At(key, () =>
            {
                var grid = sample.Image(BoxRefImageKeys.Cyclic(index)).Grid;
                return BoxItem.Moved(BoxItem.Boxes(sample, key), BoxMoves.Of(step(0, grid.Shape).Map(grid)));
            }));
        }
        foreach (var (index, key) in ImageKeys.Index().Where(one => !AllowMissingKeys || sample.ContainsKey(one.Item)))
        {
            moved = moved.With(key, At(key, () => ((ITransform)step(index, sample.Image(key).SpatialShape)).Run(sample[key], call)));
        }
        return moved;
    }

    private protected override bool Made(AppliedOperation operation) => operation.Transform is BoxMove || operation.IsOf(ImageStep);

    /// <summary>A step of the kind that moves the images.</summary>
    private protected abstract SpatialTransform ImageStep { get; }
}
