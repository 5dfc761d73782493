using Medulla.Runtime;
using TorchSharp;

namespace Medulla.Tests.Runtime;

public class NativeLoaderTests
{
    [Fact]
    public void FirstTensor_Works_OnThisMachine()
    {
        NativeLoader.Register();
        using var ones = torch.ones(2, 3);
        Assert.Equal([2, 3], ones.shape);
    }
}
