using Medulla.Imaging;
using Medulla.Inferers;
using Medulla.Networks.Blocks;
using Medulla.Transforms.Post;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Segments classes by number, objects by points, or classes that points correct. B is the number of objects, N that of points for each.
/// He et al., VISTA3D (2024).
/// </summary>
public sealed class VISTA3D : MultiBlock
{
    private const double Nothing = -9999;

    private readonly SegResNetDS2 imageEncoder;
    private readonly ClassMappingClassify classHead;
    private readonly PointMappingSAM pointHead;
    private Tensor? kept;
    private bool autoFrozen, pointFrozen;

    /// <summary>The network of an encoder and two heads.</summary>
    /// <param name="imageEncoder">Gives features of an image for both heads.</param>
    /// <param name="classHead">Segments classes.</param>
    /// <param name="pointHead">Segments by points.</param>
    public VISTA3D(SegResNetDS2 imageEncoder, ClassMappingClassify classHead, PointMappingSAM pointHead)
        : base(nameof(VISTA3D))
    {
        this.imageEncoder = this.Part("image_encoder", imageEncoder);
        this.classHead = this.Part("class_head", classHead);
        this.pointHead = this.Part("point_head", pointHead);
    }

    /// <summary>The published network, which knows 132 classes.</summary>
    /// <param name="encoderEmbedDim">Channels at full size.</param>
    /// <param name="inChannels">Channels of the image.</param>
    [ReferenceName("vista3d132")]
    public static VISTA3D Published(int encoderEmbedDim = 48, int inChannels = 1) => new(
        new SegResNetDS2(inChannels: inChannels, blocksDown: [1, 2, 2, 4, 4], norm: "instance", outChannels: encoderEmbedDim, initFilters: encoderEmbedDim),
        new ClassMappingClassify(512, encoderEmbedDim),
        new PointMappingSAM(encoderEmbedDim, nClasses: 512, lastSupported: 132));

    /// <summary>
    /// Runs the network. Points, where there are any, come with one window at a time; a class whose points all lie elsewhere is segmented by its
    /// number, if it has one, and as nothing otherwise.
    /// </summary>
    /// <param name="inputImages">One image or window, [1, C, H, W, D]; several where there are only classes.</param>
    /// <param name="patchCoords">Where windows lie in the image, as <see cref="SlidingWindowInferer.RunWindows"/> tells; null for whole images and in training.</param>
    /// <param name="pointCoords">Places in voxels of the image, [B, N, 3]; none if null.</param>
    /// <param name="pointLabels">[B, N]: 0 and 1 for points outside and inside, 2 and 3 likewise for special classes, -1 for none.</param>
    /// <param name="classVector">Numbers of the classes to segment, [B, 1]; only points count if null.</param>
    /// <param name="promptClass">Classes that the points mean, [B, 1]; known ones if null.</param>
    /// <param name="labels">The truth, [1, 1, ...] of the image, from which points are drawn in each window, to measure what points alone give.</param>
    /// <param name="labelSet">The labels in it to draw for.</param>
    /// <param name="prevMask">What a former run gave, logits [1, B, ...] of the image, for points to correct.</param>
    /// <param name="radius">Width of the spots in which points count, in voxels; a fifth of the window if null.</param>
    /// <param name="transpose">Whether the result is [1, B, H, W, D], as inferers want it.</param>
    /// <param name="padSize">Voxels by which an inferer padded the image, before and after, last axis first; none if null.</param>
    /// <param name="keepCache">Whether features are kept for the next call with this argument and points alone, which must show the same image.</param>
    /// <returns>Logits, [B, 1, H, W, D].</returns>
    /// <exception cref="ArgumentException">The arguments do not fit each other.</exception>
    public Tensor call(
        Tensor inputImages, IReadOnlyList<Window>? patchCoords = null, Tensor? pointCoords = null, Tensor? pointLabels = null, Tensor? classVector = null,
        Tensor? promptClass = null, Tensor? labels = null, Values<int>? labelSet = null, Tensor? prevMask = null, int? radius = null, bool transpose = false,
        Values<int>? padSize = null, bool keepCache = false)
    {
        using var scope = NewDisposeScope();
        var size = inputImages.shape[2..];
        var count = (classVector ?? pointCoords)?.shape[0] ?? 1;
        (labels, prevMask, pointCoords) = Padded(padSize, labels, prevMask, pointCoords);
        if (patchCoords is [var window, ..])
        {
            if (labels is not null && labelSet is not null)
            {
                (pointCoords, pointLabels, promptClass) = SamplePointsPatchVal(window.Cut(labels, size), labelSet);
                prevMask = null;
            }
            else if (pointCoords is { } coords && pointLabels is { } kinds)
            {
                (pointCoords, pointLabels) = UpdatePointToPatch(window, size, coords, kinds);
            }
        }
        var prompt = Prompt.Of(pointCoords, pointLabels, promptClass, keepEmpty: autoFrozen || classVector is null && patchCoords is null);
        if (prompt is null && classVector is null)
        {
            return Turned(full([count, 1, .. size], Nothing, ScalarType.Float32, inputImages.device));
        }
        var (forPoints, forClasses) = Features(inputImages, prompt is not null, classVector is not null, keepCache);
        Tensor logits;
        if (classVector is not null)
        {
            logits = classHead.call(forClasses!, classVector).Logits;
            if (prompt is not null)
            {
                var answers = pointHead.call(forPoints!, prompt.Coords, prompt.Labels, prompt.Classes);
                logits = patchCoords is null ? GaussianCombine(logits, answers, prompt, radius) : ConnectedComponentsCombine(logits, answers, prompt);
            }
        }
        else
        {
            var answers = pointHead.call(forPoints!, prompt!.Coords, prompt.Labels, prompt.Classes);
            logits = full([count, 1, .. size], Nothing, answers.dtype, answers.device).index_copy(0, prompt.Objects, answers);
            if (prevMask is not null && patchCoords is [var place, ..])
            {
                logits = ConnectedComponentsCombine(place.Cut(prevMask, size).transpose(0, 1).to(logits.device), answers, prompt);
            }
        }
        return Turned(logits);

        Tensor Turned(Tensor result) => (transpose ? result.transpose(0, 1) : result).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets features that were kept.</summary>
    public void ForgetFeatures()
    {
        kept?.Dispose();
        kept = null;
    }

    /// <summary>Freezes one of the two ways: what only it has, and what both share.</summary>
    /// <param name="autoFreeze">Whether the way for classes stays as it is.</param>
    /// <param name="pointFreeze">Whether the way for points stays as it is.</param>
    public void SetAutoGrad(bool autoFreeze = false, bool pointFreeze = false)
    {
        (autoFrozen, pointFrozen) = (autoFreeze, pointFreeze);
        imageEncoder.SetAutoGrad(autoFrozen, pointFrozen);
        classHead.parameters().ToList().ForEach(weight => weight.requires_grad_(!autoFrozen));
        pointHead.parameters().ToList().ForEach(weight => weight.requires_grad_(!pointFrozen));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ForgetFeatures();
        }
        base.Dispose(disposing);
    }

    private (Tensor? Points, Tensor? Classes) Features(Tensor image, bool points, bool classes, bool keep)
    {
        if (keep && !classes && kept is not null)
        {
            return (kept, null);
        }
        var (forPoints, forClasses) = imageEncoder.call(image, withPoint: points, withLabel: classes);
        if (keep && !classes)
        {
            ForgetFeatures();
            kept = ((Tensor)forPoints).detach().DetachFromDisposeScope();
        }
        return (forPoints as Tensor, forClasses as Tensor);
    }

    /// <summary>Everything where it lies in the padded image.</summary>
    private static (Tensor? Labels, Tensor? PrevMask, Tensor? PointCoords) Padded(Values<int>? padSize, Tensor? labels, Tensor? prevMask, Tensor? points)
    {
        if (padSize is null)
        {
            return (labels, prevMask, points);
        }
        if (padSize.Count != 6)
        {
            throw new ArgumentException($"VISTA3D: padSize is {padSize}; two numbers for each of three axes are expected.", nameof(padSize));
        }
        var amounts = padSize.Select(n => (long)n).ToArray();
        return (Pad(labels), Pad(prevMask), points is null ? null : points + tensor((float[])[padSize[4], padSize[2], padSize[0]], device: points.device));

        Tensor? Pad(Tensor? image) => image is null ? null : nn.functional.pad(image, amounts);
    }

    /// <summary>One point inside each label of a window, near its middle.</summary>
    private static (Tensor Points, Tensor Labels, Tensor Classes) SamplePointsPatchVal(Tensor labels, Values<int> labelSet)
    {
        var (points, kinds) = PointPrompts.Sample(labels, labelSet, useCenter: true);
        var first = labelSet[0] == 0 ? kinds.index_fill(0, tensor(0L), -1) : kinds;
        var classes = tensor([.. labelSet.Select(n => (long)n)], ScalarType.Int64, labels.device).unsqueeze(-1);
        return (points.to(labels.device), first.to(labels.device), classes);
    }

    /// <summary>Points as seen from a window; null where none lies within.</summary>
    private static (Tensor? Points, Tensor? Labels) UpdatePointToPatch(Window window, long[] size, Tensor coords, Tensor labels)
    {
        var local = coords - tensor([.. window.Start], coords.dtype, coords.device);
        var inside = local.gt(0).logical_and_(local.lt(tensor(size, ScalarType.Float32, coords.device))).all(2);
        if (!inside.any().item<bool>())
        {
            return (null, null);
        }
        var within = labels.masked_fill(inside.logical_not(), -1);
        var used = within.ne(-1).any(0).nonzero().flatten();
        return (local.masked_fill(inside.logical_not().unsqueeze(-1), 0).index_select(1, used), within.index_select(1, used));
    }

    /// <summary>Points decide near themselves, classes elsewhere.</summary>
    private static Tensor GaussianCombine(Tensor logits, Tensor answers, Prompt prompt, int? radius)
    {
        var size = answers.shape[2..];
        var spots = PointPrompts.Paint(Values.From(size.Select(n => (int)n)), prompt.Coords, prompt.Labels, radius ?? (int)size.Min() / 5).sum(1, keepdim: true);
        var elsewhere = (1 - spots).clamp_min(0);
        var chosen = logits.index_select(0, prompt.Objects);
        return logits.index_copy(0, prompt.Objects, chosen * elsewhere + (1 - elsewhere) * answers);
    }

    /// <summary>Points decide on the components that they touch, and where nothing was known (NaN).</summary>
    private static Tensor ConnectedComponentsCombine(Tensor logits, Tensor answers, Prompt prompt)
    {
        const double Threshold = 0.5;
        var chosen = logits.index_select(0, prompt.Objects);
        var unknown = chosen.isnan();
        var before = chosen.nan_to_num(Nothing).sigmoid().gt(Threshold);
        var now = answers.sigmoid().gt(Threshold);
        var added = before.logical_not().logical_or(Touches(chosen, prompt.Coords)).logical_and(now);
        var removed = before.logical_and(now.logical_not());
        var changed = PointPrompts.MergeComponents(added, removed, prompt.Coords, prompt.Labels).to(logits.device);
        var filled = answers.masked_fill(unknown.logical_and(now).logical_and(changed.logical_not()), -1);
        return logits.index_copy(0, prompt.Objects, where(unknown.logical_or(changed), filled, chosen));
    }

    /// <summary>Of each object whether one of its points lies in what is already segmented, [B, 1, 1, 1, 1].</summary>
    private static Tensor Touches(Tensor logits, Tensor coords)
    {
        var at = coords.to_type(ScalarType.Float32).round().to_type(ScalarType.Int64);
        var items = arange(at.shape[0], ScalarType.Int64, at.device).unsqueeze(1);
        var values = logits.select(1, 0).index(items, at.select(2, 0), at.select(2, 1), at.select(2, 2));
        return values.gt(0).any(1).view(-1, 1, 1, 1, 1);
    }

    /// <summary>Points of the objects that have any.</summary>
    /// <param name="Coords">[B', N, 3].</param>
    /// <param name="Labels">[B', N].</param>
    /// <param name="Classes">[B', 1], or null.</param>
    /// <param name="Objects">Which of all objects they are, [B'].</param>
    private sealed record Prompt(Tensor Coords, Tensor Labels, Tensor? Classes, Tensor Objects)
    {
        /// <summary>Those of the objects that have any; all, if asked so, where none has.</summary>
        public static Prompt? Of(Tensor? coords, Tensor? labels, Tensor? classes, bool keepEmpty)
        {
            if (coords is null || labels is null)
            {
                return null;
            }
            var objects = labels.ne(-1).any(1).nonzero().flatten();
            if (objects.numel() == 0)
            {
                return keepEmpty ? new(coords, labels, classes, arange(labels.shape[0], ScalarType.Int64, labels.device)) : null;
            }
            return new(coords.index_select(0, objects), labels.index_select(0, objects), classes?.index_select(0, objects), objects);
        }
    }
}
