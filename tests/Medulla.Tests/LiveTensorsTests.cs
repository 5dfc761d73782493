using static TorchSharp.torch;

namespace Medulla.Tests;

public sealed class LiveTensorsTests
{
    [Fact]
    public void ForgottenTensor_IsSeen()
    {
        List<Tensor> kept = [];

        Assert.Equal(5, LiveTensors.Growth(() => kept.Add(ones(3))));

        kept.ForEach(tensor => tensor.Dispose());
    }
}
