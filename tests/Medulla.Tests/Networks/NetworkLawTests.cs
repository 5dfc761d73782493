using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Tests.Networks;

/// <summary>Laws of all networks, whatever they are for.</summary>
public class NetworkLawTests
{
    private static readonly Dictionary<string, Func<(nn.Module Network, Func<Tensor[]> Run)>> Networks = typeof(NetworkFamily).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(NetworkFamily)))
        .SelectMany(type => ((NetworkFamily)Activator.CreateInstance(type)!).Members)
        .ToDictionary();

    /// <summary>Weights that published files have whether or not a block attends to a context, some that nothing uses, and one that weighs a difference of 0.</summary>
    private static readonly string[] Idle = ["cross_attn.", "norm_cross_attn", "mask_downsample", "point_head.class_embeddings", "cascades.0.dc_weight"];

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OneOptimizerStep_ChangesEveryParameter(string name)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var (network, run) = Networks[name]();
        using (network)
        {
            // Branches that begin with weights of 0 would keep gradients from what lies before them.
            using (no_grad())
            {
                foreach (var parameter in network.parameters())
                {
                    parameter.add_(0.1 * randn_like(parameter));
                }
            }
            var before = network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.clone());
            // Adam without its usual epsilon: any gradient at all moves a weight.
            using var optimizer = optim.Adam(network.parameters(), eps: 1e-30);
            run().Aggregate(zeros(1), (sum, output) => sum + (output.to_type(ScalarType.Float32) * rand(output.shape)).sum()).backward();
            optimizer.step();
            // A bias before a normalization may be without effect to the last digit; that it has a gradient is all that can be asked.
            Assert.Empty(network.named_parameters()
                .Where(pair => pair.parameter.requires_grad && !Idle.Any(part => pair.name.Contains(part, StringComparison.Ordinal)) && pair.parameter.equal(before[pair.name]).all().item<bool>())
                .Where(pair => pair.parameter.grad is null || !pair.name.EndsWith("bias", StringComparison.Ordinal)).Select(pair => pair.name));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Call_LeavesNothingButItsResults(string name)
    {
        using var scope = NewDisposeScope();
        var (network, run) = Networks[name]();
        using (network)
        using (no_grad())
        {
            network.eval();
            run();
            var before = scope.DisposablesCount;
            var results = run();
            var inputs = scope.DisposablesCount - before - results.Length;
            // The inputs made for the call, at most five, are all that may be left beside the results.
            Assert.InRange(inputs, 0, 5);
            Assert.All(results, result => Assert.True(result.isfinite().all().item<bool>()));
        }
    }
}
