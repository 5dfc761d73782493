using TorchSharp;

namespace Medulla.Randomness;

/// <summary>One seed for all that is random in a process.</summary>
public static class Determinism
{
    /// <summary>Base of the seeds of loaders that are given none.</summary>
    public static uint Seed { get; private set; }

    /// <summary>Seeds libtorch's generators and the loaders made from now on.</summary>
    /// <param name="seed">The seed; 0 if null.</param>
    /// <param name="useDeterministicAlgorithms">libtorch's switch, which TorchSharp does not have; true is accepted on the CPU, where all is deterministic anyhow.</param>
    public static void SetDeterminism(long? seed = 0xFFFFFFFF, bool? useDeterministicAlgorithms = null)
    {
        Seed = (uint)((seed ?? 0) & uint.MaxValue);
        torch.manual_seed(Seed);
        if (useDeterministicAlgorithms is true && torch.cuda.is_available())
        {
            throw new ArgumentException("set_determinism: deterministic algorithms of a GPU cannot be asked for; leave use_deterministic_algorithms out.");
        }
    }
}
