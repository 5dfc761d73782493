using System.Collections;

namespace Medulla.Bundles.Expressions;

/// <summary>Values one after another, each once: generators, <c>zip</c>, <c>map</c> and the like.</summary>
internal sealed class Iterator(IEnumerable<object?> source) : IEnumerable<object?>, IDisposable
{
    private readonly IEnumerator<object?> enumerator = source.GetEnumerator();

    public bool TryNext(out object? value)
    {
        var hasOne = enumerator.MoveNext();
        value = hasOne ? enumerator.Current : null;
        return hasOne;
    }

    public void Dispose() => enumerator.Dispose();

    public IEnumerator<object?> GetEnumerator()
    {
        while (TryNext(out var value))
        {
            yield return value;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
