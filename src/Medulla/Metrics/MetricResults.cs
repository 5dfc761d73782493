using System.Collections;

namespace Medulla.Metrics;

/// <summary>Results of one metric under several names, in the order in which they were asked for.</summary>
/// <param name="names">The names.</param>
/// <param name="results">A result for each.</param>
/// <param name="oneAlone">Whether the reference gives a single result as it is, and no list.</param>
public sealed class MetricResults(IReadOnlyList<string> names, IReadOnlyList<MetricResult> results, bool oneAlone = false)
    : IReadOnlyList<MetricResult>, IReferenceForm
{
    /// <summary>The names, as they were given.</summary>
    public IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public int Count => results.Count;

    /// <inheritdoc/>
    object IReferenceForm.ReferenceForm => oneAlone && Count == 1 ? ((IReferenceForm)results[0]).ReferenceForm : results;

    /// <inheritdoc/>
    public MetricResult this[int index] => results[index];

    /// <summary>The result of a name.</summary>
    /// <exception cref="KeyNotFoundException">It was not asked for.</exception>
    public MetricResult this[string name]
        => names.ToList().IndexOf(name) is >= 0 and var at ? results[at]
            : throw new KeyNotFoundException($"there is no result '{name}'; there are {string.Join(", ", names)}.");

    /// <inheritdoc/>
    public IEnumerator<MetricResult> GetEnumerator() => results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
