namespace Medulla.Bundles.Expressions.Library;

/// <summary>The reference's enumerations whose members configurations name; each member is a word.</summary>
internal static class Enumerations
{
    /// <summary>Members by enumeration; a member's word is its name in small letters, unless it stands after "=".</summary>
    private static readonly Dictionary<string, string> Members = new()
    {
        ["NumpyPadMode"] = "CONSTANT EDGE LINEAR_RAMP MAXIMUM MEAN MEDIAN MINIMUM REFLECT SYMMETRIC WRAP EMPTY",
        ["NdimageMode"] = "REFLECT GRID_MIRROR=grid-mirror CONSTANT GRID_CONSTANT=grid-constant NEAREST MIRROR GRID_WRAP=grid-wrap WRAP",
        ["GridSampleMode"] = "NEAREST BILINEAR BICUBIC",
        ["InterpolateMode"] = "NEAREST NEAREST_EXACT=nearest-exact LINEAR BILINEAR BICUBIC TRILINEAR AREA",
        ["UpsampleMode"] = "DECONV DECONVGROUP NONTRAINABLE PIXELSHUFFLE",
        ["DownsampleMode"] = "CONV CONVGROUP PIXELUNSHUFFLE MAXPOOL AVGPOOL",
        ["BlendMode"] = "CONSTANT GAUSSIAN",
        ["PytorchPadMode"] = "CONSTANT REFLECT REPLICATE CIRCULAR",
        ["GridSamplePadMode"] = "ZEROS BORDER REFLECTION",
        ["Average"] = "MACRO WEIGHTED MICRO NONE",
        ["MetricReduction"] = "NONE MEAN SUM MEAN_BATCH SUM_BATCH MEAN_CHANNEL SUM_CHANNEL",
        ["LossReduction"] = "NONE MEAN SUM",
        ["DiceCEReduction"] = "MEAN SUM",
        ["Weight"] = "SQUARE SIMPLE UNIFORM",
        ["ChannelMatching"] = "PAD PROJECT",
        ["SkipMode"] = "CAT ADD MUL",
        ["Method"] = "SYMMETRIC END",
        ["ForwardMode"] = "TRAIN EVAL",
        ["CommonKeys"] = "IMAGE LABEL PRED LOSS METADATA",
        ["GanKeys"] = "REALS FAKES LATENTS GLOSS=g_loss DLOSS=d_loss",
        ["AdversarialKeys"] = "REALS REAL_LOGITS FAKES FAKE_LOGITS RECONSTRUCTION_LOSS GENERATOR_LOSS DISCRIMINATOR_LOSS",
        ["BoxModeName"] = "XYXY XYZXYZ XXYY XXYYZZ XYXYZZ XYWH XYZWHD CCWH CCCWHD",
        ["GridPatchSort"] = "RANDOM MIN MAX",
        ["HoVerNetMode"] = "FAST=FAST ORIGINAL=ORIGINAL",
        ["HoVerNetBranch"] = "HV=horizontal_vertical NP=nucleus_prediction NC=type_prediction",
        ["SpaceKeys"] = "RAS=RAS LPS=LPS",
        ["ColorOrder"] = "RGB=RGB BGR=BGR",
        ["FastMRIKeys"] = "KSPACE MASK FILENAME RECON=reconstruction_rss ACQUISITION MAX NORM PID=patient_id",
        ["NuclickKeys"] = "IMAGE LABEL OTHERS FOREGROUND CENTROID MASK_VALUE LOCATION NUC_POINTS BOUNDING_BOXES IMG_HEIGHT IMG_WIDTH PRED_CLASSES",
        ["MetaKeys"] = "AFFINE ORIGINAL_AFFINE SPATIAL_SHAPE SPACE ORIGINAL_CHANNEL_DIM SAVED_TO",
        ["OrderingType"] = "RASTER_SCAN S_CURVE RANDOM",
        ["OrderingTransformations"] = "ROTATE_90 TRANSPOSE REFLECT",
        ["Events"] = "EPOCH_STARTED EPOCH_COMPLETED STARTED COMPLETED ITERATION_STARTED ITERATION_COMPLETED EXCEPTION_RAISED GET_BATCH_STARTED "
            + "GET_BATCH_COMPLETED DATALOADER_STOP_ITERATION TERMINATE TERMINATE_SINGLE_EPOCH INTERRUPT",
        ["IterationEvents"] = "FORWARD_COMPLETED LOSS_COMPLETED BACKWARD_COMPLETED MODEL_COMPLETED INNER_ITERATION_STARTED INNER_ITERATION_COMPLETED",
    };

    private static readonly Dictionary<string, Dictionary<string, string>> Values = Members.ToDictionary(
        pair => pair.Key,
        pair => pair.Value.Split(' ').Select(member => member.Split('=')).ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : parts[0].ToLowerInvariant()));

    /// <summary>The word of a member; null where the name is no enumeration.</summary>
    /// <exception cref="ArgumentException">The enumeration has no such member.</exception>
    public static string? Find(string enumeration, string member)
        => !Values.TryGetValue(enumeration, out var members) ? null
            : members.TryGetValue(member, out var word) ? word
            : throw new ArgumentException($"{enumeration} has no '{member}'; it has {string.Join(", ", members.Keys)}.");
}
