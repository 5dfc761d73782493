using Medulla.Imaging.Kernels;

namespace Medulla.Imaging.Tests.Kernels;

public class WorkTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1 << 30)]
    [InlineData(7, 1 << 20)]
    [InlineData(100_003, 10)]
    public void EveryPass_IsMadeOnce(long count, long cost)
    {
        var passes = new int[count];
        Work.Split(count, cost, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                Interlocked.Increment(ref passes[i]);
            }
        });
        Assert.All(passes, n => Assert.Equal(1, n));
    }

    [Fact]
    public void LittleWork_StaysOnItsThread()
    {
        List<(long First, long End, int Thread)> calls = [];
        Work.Split(1000, 10, (first, end) => calls.Add((first, end, Environment.CurrentManagedThreadId)));
        Assert.Equal([(0, 1000, Environment.CurrentManagedThreadId)], calls);
    }
}
