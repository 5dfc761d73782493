namespace Medulla.Transforms;

/// <summary>How many: from <see cref="Low"/> to <see cref="High"/>, both included. A single number stands for itself.</summary>
/// <param name="Low">The least number.</param>
/// <param name="High">The largest number.</param>
/// <param name="AtMost">Whether all there are will do where they are fewer.</param>
public readonly record struct CountRange(int Low, int High, bool AtMost = false)
{
    /// <summary>Exactly <paramref name="count"/>, or all there are where they are fewer.</summary>
    public static implicit operator CountRange(int count) => new(count, count, AtMost: true);

    /// <summary>The range between the two numbers of a list.</summary>
    /// <exception cref="ArgumentException">The list has another length.</exception>
    public static implicit operator CountRange(int[] ends)
        => ends is [var low, var high] ? new(low, high) : throw new ArgumentException($"a range takes two numbers, its ends; {ends.Length} were given.");
}
