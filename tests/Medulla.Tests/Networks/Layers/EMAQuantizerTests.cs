using Medulla.Networks.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks.Layers;

public class EMAQuantizerTests
{
    [Fact]
    public void Gradient_PassesUnchanged_TheLossDrawsInputsToTheirEntries()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new EMAQuantizer(2, 4, 3);
        quantizer.eval();
        var input = rand([1, 3, 2, 2], requires_grad: true);
        var (quantized, loss, _) = quantizer.call(input);
        (quantized * 2).sum().backward(retain_graph: true);
        Assert.All(input.grad!.data<float>().ToArray(), value => Assert.Equal(2, value));
        input.grad!.zero_();
        loss.backward();
        // d/dx of 0.25 mean (x - e)^2 over 12 values
        Assert.True(allclose(input.grad!, (input - quantized).detach() * (0.25 * 2 / 12)));
    }

    [Fact]
    public void Training_MovesEntriesToTheMeanOfWhatTheyStandFor()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new EMAQuantizer(2, 2, 1, decay: 0, epsilon: 0);
        quantizer.state_dict()["embedding.weight"].copy_(tensor([-1f, 1f]).view(2, 1));
        quantizer.train();
        var (_, _, indices) = quantizer.call(tensor([-3f, -5f, 2f, 4f]).view(1, 1, 2, 2));
        Assert.Equal([0, 0, 1, 1], indices.flatten().data<long>().ToArray());
        Assert.Equal([-4, 3], quantizer.state_dict()["embedding.weight"].flatten().data<float>().ToArray());
    }

    [Fact]
    public void Perplexity_IsTheNumberOfEntriesUsedAlike()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new VectorQuantizer(new(2, 4, 1));
        quantizer.eval();
        quantizer.state_dict()["quantizer.embedding.weight"].copy_(tensor([0f, 1f, 2f, 3f]).view(4, 1));
        Assert.True(double.IsNaN(quantizer.Perplexity));
        quantizer.call(tensor([0f, 1f, 0f, 1f]).view(1, 1, 2, 2));
        Assert.Equal(2, quantizer.Perplexity, 4);
    }

    [Fact]
    public void OtherChannels_AreRejected()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new EMAQuantizer(2, 4, 3);
        Assert.Contains("[B, 3]", Assert.Throws<ArgumentException>(() => quantizer.call(rand(1, 2, 4, 4))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EMAQuantizer(1, 4, 3));
    }
}
