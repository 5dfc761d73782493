using Medulla.Imaging;
using Medulla.Randomness;

namespace Medulla.Data;

/// <summary>Splits lists of data into parts: for training and validation, for cross-validation, for several machines.</summary>
public static class Partitions
{
    /// <summary>Splits data into parts by share, or into as many as asked, which take turns.</summary>
    /// <param name="data">The data.</param>
    /// <param name="ratios">The parts' shares, relative to each other.</param>
    /// <param name="numPartitions">Number of parts; needed where there are no shares.</param>
    /// <param name="shuffle">Whether to put the data in random order before.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="dropLast">Whether data is left out, rather than repeated, to make parts even.</param>
    /// <param name="evenDivisible">Whether all parts have the same number of elements; only for <paramref name="numPartitions"/>.</param>
    /// <exception cref="ArgumentException">Neither shares nor a number are given, there are fewer elements than parts, or only <paramref name="dropLast"/> is set.</exception>
    public static IReadOnlyList<IReadOnlyList<object?>> PartitionDataset(
        IReadOnlyList<object?> data, Values<double>? ratios = null, int? numPartitions = null, bool shuffle = false, uint seed = 0,
        bool dropLast = false, bool evenDivisible = false)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        if (shuffle)
        {
            new RandomState(seed).Shuffle<int>(order);
        }
        var parts = ratios is { Count: > 0 }
            ? ByShare(order, ratios)
            : TakingTurns(order, numPartitions is > 0 and { } count ? count
                : throw new ArgumentException("PartitionDataset: give ratios, or numPartitions of at least 1."), dropLast, evenDivisible);
        return [.. parts.Select(part => (IReadOnlyList<object?>)[.. part.Select(at => data[at])])];
    }

    /// <summary>As <see cref="PartitionDataset"/>, so that each part has its share of each class.</summary>
    /// <param name="data">The data.</param>
    /// <param name="classes">The class of each element.</param>
    /// <param name="ratios">The parts' shares, relative to each other.</param>
    /// <param name="numPartitions">Number of parts; needed where there are no shares.</param>
    /// <param name="shuffle">Whether to put the data in random order before, and each part after.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="dropLast">Whether data is left out, rather than repeated, to make parts even.</param>
    /// <param name="evenDivisible">Whether all parts have the same number of elements of each class.</param>
    /// <exception cref="ArgumentException">There are not as many classes as elements; or as for <see cref="PartitionDataset"/>.</exception>
    public static IReadOnlyList<IReadOnlyList<object?>> PartitionDatasetClasses(
        IReadOnlyList<object?> data, IReadOnlyList<long> classes, Values<double>? ratios = null, int? numPartitions = null, bool shuffle = false, uint seed = 0,
        bool dropLast = false, bool evenDivisible = false)
    {
        if (classes.Count != data.Count)
        {
            throw new ArgumentException($"PartitionDatasetClasses: {classes.Count} classes were given for {data.Count} elements; they must be as many.");
        }
        var perClass = Enumerable.Range(0, classes.Count).GroupBy(at => classes[at]).OrderBy(group => group.Key)
            .Select(group => PartitionDataset([.. group.Cast<object?>()], ratios, numPartitions, shuffle, seed, dropLast, evenDivisible)).ToList();
        var random = new RandomState(seed);
        List<IReadOnlyList<object?>> parts = [];
        for (var part = 0; part < (perClass.Count == 0 ? 0 : perClass[0].Count); part++)
        {
            object?[] members = [.. perClass.SelectMany(one => one[part])];
            if (shuffle)
            {
                random.Shuffle<object?>(members);
            }
            parts.Add([.. members.Select(at => data[(int)at!])]);
        }
        return parts;
    }

    /// <summary>The elements of some parts, joined: those of all folds but one, to train on.</summary>
    /// <param name="partitions">The parts.</param>
    /// <param name="folds">Numbers of the parts to join, from 0; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">There is no part of a number.</exception>
    public static IReadOnlyList<object?> SelectCrossValidationFolds(IReadOnlyList<IReadOnlyList<object?>> partitions, Values<int> folds)
        => [.. folds.SelectMany(fold => fold >= -partitions.Count && fold < partitions.Count ? partitions[fold < 0 ? fold + partitions.Count : fold]
            : throw new ArgumentException($"SelectCrossValidationFolds: fold {fold} was asked for; there are {partitions.Count}, numbered from 0."))];

    /// <summary>Makes a list of data longer or shorter: all of it as often as whole, and a part for what is left.</summary>
    /// <param name="data">The data.</param>
    /// <param name="factor">How many times as long the list is to be, at least 0.</param>
    /// <param name="randomPick">Whether the part is picked at random; it is the beginning otherwise.</param>
    /// <param name="seed">Seed of the picks.</param>
    public static IReadOnlyList<object?> ResampleDatalist(IReadOnlyList<object?> data, double factor, bool randomPick = false, uint seed = 0)
    {
        var whole = (int)Check.NotNegative(factor);
        var rest = factor - whole;
        var all = Enumerable.Repeat(data, whole).SelectMany(list => list);
        return [.. rest > 1e-6 ? all.Concat(PartitionDataset(data, [rest, 1 - rest], shuffle: randomPick, seed: seed)[0]) : all];
    }

    private static IEnumerable<int[]> ByShare(int[] order, Values<double> ratios)
    {
        var (next, sum) = (0, ratios.Sum());
        foreach (var ratio in ratios)
        {
            var start = next;
            next = Math.Min(start + (int)(ratio / sum * order.Length + 0.5), order.Length);
            yield return order[start..next];
        }
    }

    private static IEnumerable<int[]> TakingTurns(int[] order, int parts, bool dropLast, bool evenDivisible)
    {
        if (dropLast && !evenDivisible)
        {
            throw new ArgumentException("PartitionDataset: dropLast means something only with evenDivisible; set that as well.");
        }
        if (order.Length < parts)
        {
            throw new ArgumentException($"PartitionDataset: {order.Length} elements cannot be split into {parts} parts.");
        }
        var each = dropLast ? order.Length / parts : (order.Length + parts - 1) / parts;
        var total = evenDivisible ? each * parts : order.Length;
        return Enumerable.Range(0, parts).Select(part => Enumerable.Range(0, total).Where(at => at % parts == part).Select(at => order[at % order.Length]).ToArray());
    }
}
