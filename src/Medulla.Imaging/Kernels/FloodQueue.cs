namespace Medulla.Imaging.Kernels;

/// <summary>
/// Places of an image, the lowest first and of equal ones the oldest: a binary heap, whose order among places of one age is part of what a
/// watershed with ties gives.
/// </summary>
internal sealed class FloodQueue
{
    private readonly List<(double Height, long Age, int Place)> heap = [];

    /// <summary>Number of places.</summary>
    public int Count => heap.Count;

    /// <summary>Adds a place.</summary>
    public void Push(double height, long age, int place)
    {
        heap.Add((height, age, place));
        for (var child = heap.Count - 1; child > 0 && IsLess(child, (child - 1) / 2); child = (child - 1) / 2)
        {
            Swap(child, (child - 1) / 2);
        }
    }

    /// <summary>Takes the first place out.</summary>
    public int Pop()
    {
        var first = heap[0].Place;
        Swap(0, heap.Count - 1);
        heap.RemoveAt(heap.Count - 1);
        for (var at = 0; ;)
        {
            var (least, left) = (at, 2 * at + 1);
            least = left < heap.Count && IsLess(left, least) ? left : least;
            least = left + 1 < heap.Count && IsLess(left + 1, least) ? left + 1 : least;
            if (least == at)
            {
                return first;
            }
            Swap(at, least);
            at = least;
        }
    }

    private bool IsLess(int a, int b)
        => heap[a].Height != heap[b].Height ? heap[a].Height < heap[b].Height : heap[a].Age < heap[b].Age;

    private void Swap(int a, int b) => (heap[a], heap[b]) = (heap[b], heap[a]);
}
