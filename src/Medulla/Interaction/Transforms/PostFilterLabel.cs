using Medulla.Imaging;
using Medulla.Imaging.Kernels;
using Medulla.Runtime;
using Medulla.Transforms;
using static TorchSharp.torch;

namespace Medulla.Interaction.Transforms;

/// <summary>
/// Puts the masks that a network made of patches together to one label map, without small objects and small holes; where masks overlap the last
/// one counts. See <see cref="AddClickSignals"/>.
/// </summary>
/// <param name="Keys">Masks of patches, [N, H, W], 1 or more in objects; become the map, uint8.</param>
/// <param name="NucPoints">Key of the clicks; it is not looked at, as in the reference.</param>
/// <param name="BoundingBoxes">Key of the patches' boxes: first row, first column, and where rows and columns end.</param>
/// <param name="ImgHeight">Key of the number of the map's columns.</param>
/// <param name="ImgWidth">Key of the number of the map's rows.</param>
/// <param name="Thresh">What the masks, cut to whole numbers, exceed in objects.</param>
/// <param name="MinSize">The least number of connected pixels of an object.</param>
/// <param name="MinHole">The least number of pixels of a hole.</param>
/// <param name="DoReconstruction">Accepted for configurations' sake; the reference does not look at it either.</param>
/// <param name="AllowMissingKeys">Whether keys that a sample lacks are passed over.</param>
/// <param name="PredClasses">Key of the label for each patch; 1 where the sample has none.</param>
public sealed record PostFilterLabel(
    Values<string> Keys, string NucPoints = "nuc_points", string BoundingBoxes = "bounding_boxes", string ImgHeight = "img_height", string ImgWidth = "img_width",
    double Thresh = 0.33, int MinSize = 10, int MinHole = 30, bool DoReconstruction = false, bool AllowMissingKeys = false, string PredClasses = "pred_classes")
    : SampleTransform(Keys, AllowMissingKeys)
{
    private protected override Sample Apply(Sample sample, Call call)
    {
        var boxes = At(BoundingBoxes, () => Clicks.Points(sample[BoundingBoxes]));
        var (rows, columns) = ((long)At(ImgWidth, () => Clicks.Number(sample[ImgWidth])), (long)At(ImgHeight, () => Clicks.Number(sample[ImgHeight])));
        var classes = sample.GetValueOrDefault(PredClasses) is { } given ? At(PredClasses, () => Clicks.Numbers(given)) : [];
        return ForEachKey(sample, (key, _) => TensorMemory.Scoped(() =>
        {
            var masks = sample.Image(key).Data.to_type(ScalarType.Byte).gt(Thresh).cpu().contiguous();
            if (masks.shape[0] > boxes.Count || boxes.Exists(box => box.Length != 4))
            {
                throw new ArgumentException($"there are {masks.shape[0]} masks and {boxes.Count} boxes; a box of four numbers is expected for each mask.");
            }
            var map = zeros([rows, columns], ScalarType.Byte);
            for (var i = 0; i < masks.shape[0]; i++)
            {
                var window = PatchWindow.Of(map, ((long)boxes[i][0], (long)boxes[i][2]), ((long)boxes[i][1], (long)boxes[i][3]));
                var mask = Cleaned(masks[i].contiguous());
                mask = mask.Dimensions == 3 && mask.shape[0] == 1 ? mask[0] : mask;
                window.masked_fill_(mask, i < classes.Length ? (byte)(long)classes[i] : 1);
            }
            return map;
        }));
    }

    private Tensor Cleaned(Tensor mask)
    {
        var filled = Large(mask, MinSize).logical_not();
        return Large(filled, MinHole).logical_not();
    }

    private static Tensor Large(Tensor mask, int least)
    {
        var large = empty(mask.shape, ScalarType.Bool);
        ConnectedComponents.Select<byte>(mask.AsSpan<byte>(), mask.shape, 1, sizes => [.. sizes.Select(size => size >= least)], large.AsSpan<byte>());
        return large;
    }
}
