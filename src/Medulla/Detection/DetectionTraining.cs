using Medulla.Detection.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Detection;

/// <summary>How a detector learns: which anchors are to find which boxes, which of them count, and what is made small.</summary>
/// <param name="ClassLoss">The loss of class logits [N, classes] and of targets of 0 and 1.</param>
/// <param name="BoxLoss">The loss of boxes [N, 2 axes] as told by the network and of true ones.</param>
/// <param name="EncodesTargets">Whether true boxes are told relative to anchors for <paramref name="BoxLoss"/>.</param>
/// <param name="DecodesPredictions">Whether what the network says is made into boxes for <paramref name="BoxLoss"/>.</param>
/// <param name="Matcher">Says which anchor is to find which box.</param>
/// <param name="Sampler">Picks the anchors whose classes count; all if null, but those in between.</param>
public sealed record DetectionTraining(
    Func<Tensor, Tensor, Tensor> ClassLoss, Func<Tensor, Tensor, Tensor> BoxLoss, bool EncodesTargets = true, bool DecodesPredictions = false,
    Matcher? Matcher = null, IAnchorSampler? Sampler = null)
{
    /// <summary>The losses of a batch.</summary>
    /// <param name="maps">What the network says.</param>
    /// <param name="targets">The boxes of each image.</param>
    /// <param name="anchors">[N, 2 axes], level after level.</param>
    /// <param name="anchorsPerPlace">Anchors at each place.</param>
    /// <param name="coder">Tells boxes relative to anchors.</param>
    internal (Tensor Class, Tensor Box) Losses(DetectionMaps maps, IReadOnlyList<BoxTargets> targets, Tensor anchors, int anchorsPerPlace, BoxCoder coder)
    {
        var matcher = Matcher ?? throw new InvalidOperationException("the detector has no matcher to learn with; call SetAtssMatcher or SetRegularMatcher first.");
        var logits = Finite("class logits", cat([.. AnchorMaps.PerAnchor(maps.Classification, anchorsPerPlace)], 1));
        var codes = Finite("boxes", cat([.. AnchorMaps.PerAnchor(maps.BoxRegression, anchorsPerPlace)], 1));
        var places = AnchorMaps.Places(maps.Classification);
        var matches = targets.Select(one => matcher.call(one.Boxes, anchors, places, anchorsPerPlace).Matches).ToList();

        var classes = targets.Select((one, image) => ClassPairs(logits[image], one, matches[image])).ToList();
        var said = cat([.. classes.Select(pair => pair.Logits)]);
        var boxes = targets.Select((one, image) => BoxPairs(codes[image], one, matches[image], anchors, coder)).ToList();
        var told = cat([.. boxes.Select(pair => pair.Said)]);
        return (
            ClassLoss(said, cat([.. classes.Select(pair => pair.Targets)])).to_type(said.dtype),
            told.shape[0] == 0 ? told.sum() : BoxLoss(told, cat([.. boxes.Select(pair => pair.True)])).to_type(told.dtype));
    }

    /// <summary>Class logits of the anchors that count, and what they should say.</summary>
    private (Tensor Logits, Tensor Targets) ClassPairs(Tensor logits, BoxTargets targets, Tensor matches)
    {
        Tensor counted;
        if (Sampler is null)
        {
            counted = matches.ne(Matcher.BetweenThresholds).nonzero().flatten();
        }
        else
        {
            var (positive, negative) = Sampler.Select(matches + 1, logits.detach().amax([1]));
            counted = cat([positive.nonzero().flatten(), negative.nonzero().flatten()]);
        }
        var chosen = logits.index_select(0, counted);
        var wanted = zeros_like(chosen);
        var boxes = matches.index_select(0, counted);
        var rows = boxes.ge(0).nonzero().flatten();
        if (rows.numel() > 0)
        {
            var labels = targets.Labels.index_select(0, boxes.index_select(0, rows));
            wanted.index_put_(ones(1, wanted.dtype, wanted.device), rows, labels);
        }
        return (chosen, wanted);
    }

    /// <summary>Boxes of the anchors that are to find one, as the network says and as they are.</summary>
    private (Tensor Said, Tensor True) BoxPairs(Tensor codes, BoxTargets targets, Tensor matches, Tensor anchors, BoxCoder coder)
    {
        var rows = matches.ge(0).nonzero().flatten();
        var said = codes.index_select(0, rows);
        if (rows.numel() == 0)
        {
            return (said, said.detach());
        }
        var (boxes, near) = (targets.Boxes.index_select(0, matches.index_select(0, rows)), anchors.index_select(0, rows));
        return (DecodesPredictions ? coder.DecodeSingle(said, near) : said, EncodesTargets ? coder.EncodeSingle(boxes, near) : boxes);
    }

    private static Tensor Finite(string what, Tensor said)
        => said.isfinite().all().item<bool>() ? said
            : throw new InvalidOperationException($"the network's {what} are not finite; a smaller learning rate, or a wider type than {said.dtype}, may help.");
}
