using Medulla.Imaging;
using Medulla.Randomness;
using Medulla.Runtime;
using static TorchSharp.torch;

namespace Medulla.Vista;

/// <summary>What a promptable network is asked for in one step of its training. He et al., VISTA3D (2024).</summary>
public static class PromptPairs
{
    private static readonly Values<int> Special = [23, 24, 25, 26, 27, 57, 128];

    /// <summary>Draws classes, and points for them, from a label map.</summary>
    /// <param name="labels">[1, 1, H, W, D].</param>
    /// <param name="labelSet">The labels of the dataset.</param>
    /// <param name="maxPrompt">Most classes; any number if null.</param>
    /// <param name="maxForeprompt">Most classes that occur; any number if null.</param>
    /// <param name="maxBackprompt">Most classes of the set that do not occur; any number if null.</param>
    /// <param name="maxPoint">Most points inside a class, and most outside it.</param>
    /// <param name="includeBackground">Whether 0 is a class like others.</param>
    /// <param name="dropLabelProb">Probability that points alone ask.</param>
    /// <param name="dropPointProb">Otherwise, probability that numbers alone ask.</param>
    /// <param name="pointSampler">Gives points [N, 3] and their labels [N] for each class that occurs; drawn evenly if null.</param>
    /// <param name="random">What to draw from; nobody can foretell it if null.</param>
    /// <returns>
    /// Classes to segment by number, int64 [B, 1], null where points alone ask; voxel coordinates [B, N, 3] and their labels [B, N] (1 or 3
    /// inside, 0 or 2 outside, -1 no point), null where numbers alone ask; the classes that are meant, int64 [B, 1]. All are null
    /// where there is nothing to ask for.
    /// </returns>
    /// <exception cref="ArgumentException">There is more than one image.</exception>
    [ReferenceName("sample_prompt_pairs")]
    public static (Tensor? LabelPrompt, Tensor? Points, Tensor? PointLabels, Tensor? PromptClass) Sample(
        Tensor labels, Values<int> labelSet, int? maxPrompt = null, int? maxForeprompt = null, int? maxBackprompt = 1, int maxPoint = 20, bool includeBackground = false,
        double dropLabelProb = 0.2, double dropPointProb = 0.2, Func<Values<int>, (IReadOnlyList<Tensor> Points, IReadOnlyList<Tensor> Labels)>? pointSampler = null,
        RandomState? random = null)
    {
        if (labels.Dimensions != 5 || labels.shape[0] != 1)
        {
            throw new ArgumentException($"sample_prompt_pairs: labels are [{string.Join(", ", labels.shape)}]; one image, [1, 1, H, W, D], is expected.", nameof(labels));
        }
        random ??= new();
        using var scope = NewDisposeScope();
        var image = labels[0, 0];
        var (present, absent) = Classes(image, labelSet, includeBackground);
        absent = Some(absent, maxBackprompt, random);
        present = Some(Some(present, maxForeprompt, random), maxPrompt, random);
        absent = Some(absent, maxPrompt - present.Length, random);
        if (present.Length + absent.Length == 0)
        {
            return default;
        }
        var classes = tensor([.. present.Concat(absent).Select(label => (long)label)], ScalarType.Int64, labels.device).unsqueeze(-1);
        var (points, kinds) = pointSampler is null || present.Length == 0 ? Drawn(image, present, maxPoint, random) : pointSampler(Values.From(present));
        if (random.Rand() < dropLabelProb && present.Length > 0)
        {
            return (null, Kept(stack(points.Take(present.Length))), Kept(stack(kinds.Take(present.Length))), Kept(classes.narrow(0, 0, present.Length)));
        }
        if (random.Rand() < dropPointProb)
        {
            return (Kept(classes), null, null, Kept(classes.clone()));
        }
        var none = Enumerable.Range(0, absent.Length);
        return (
            Kept(classes), Kept(stack(points.Take(present.Length).Concat(none.Select(_ => zeros_like(points[0]))))),
            Kept(stack(kinds.Take(present.Length).Concat(none.Select(_ => full_like(kinds[0], -1))))), Kept(classes.clone()));

        static Tensor Kept(Tensor tensor) => tensor.MoveToOuterDisposeScope();
    }

    /// <summary>Those labels of a set that an image has, and those that it lacks.</summary>
    private static (int[] Present, int[] Absent) Classes(Tensor image, Values<int> labelSet, bool includeBackground)
    {
        using var found = image.unique(sorted: true, return_inverse: false, return_counts: false).output.to(ScalarType.Int32, CPU);
        var inImage = found.data<int>().Where(label => includeBackground || label != 0).ToHashSet();
        return ([.. labelSet.Distinct().Where(inImage.Contains).Order()], [.. labelSet.Distinct().Where(label => !inImage.Contains(label)).Order()]);
    }

    private static int[] Some(int[] labels, int? most, RandomState random)
        => labels.Length > most ? [.. random.Choice(labels.Length, most.Value, replace: false).Select(i => labels[i])] : labels;

    /// <summary>Points for each class, or one list of none where there are no classes.</summary>
    private static (List<Tensor> Points, List<Tensor> Labels) Drawn(Tensor image, int[] classes, int most, RandomState random)
    {
        var inside = Count() is var drawn && drawn < most ? drawn + 1 : most;
        var outside = Count();
        if (classes.Length == 0)
        {
            return ([zeros([inside + outside, 3], ScalarType.Int64, image.device)], [full([inside + outside], -1, ScalarType.Int64, image.device)]);
        }
        List<Tensor> points = [], labels = [];
        foreach (var label in classes)
        {
            var mask = image.eq(label);
            var (own, others) = (Chosen(mask, inside), Chosen(mask.logical_not(), outside));
            var (first, left) = (Special.Contains(label) ? 2 : 0, inside + outside - own.shape[0] - others.shape[0]);
            points.Add(cat([own, others, zeros([left, 3], ScalarType.Int64, image.device)]));
            labels.Add(tensor([.. Repeated(first + 1, own.shape[0]), .. Repeated(first, others.shape[0]), .. Repeated(-1, left)], ScalarType.Int64, image.device));
        }
        return (points, labels);

        int Count() => Math.Min(most, (int)Math.Abs(random.Normal(0, most / 2)));

        Tensor Chosen(Tensor mask, int count)
        {
            var voxels = mask.nonzero();
            long[] taken = [.. Enumerable.Range(0, (int)Math.Min(count, voxels.shape[0])).Select(_ => random.RandInt(voxels.shape[0]))];
            return voxels.index_select(0, tensor(taken, ScalarType.Int64, image.device));
        }

        static IEnumerable<long> Repeated(long value, long count) => Enumerable.Repeat(value, (int)count);
    }
}
