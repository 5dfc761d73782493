using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>Other initial weights than libtorch's.</summary>
internal static class InitialWeights
{
    /// <summary>
    /// Weights of convolutions and linear layers from N(0, <paramref name="std"/>), those of batch normalization from
    /// N(1, <paramref name="std"/>), biases 0. Radford et al., Unsupervised representation learning with deep convolutional GANs (2016).
    /// </summary>
    public static void Normal(nn.Module network, double std = 0.02)
    {
        foreach (var module in network.modules())
        {
            double? mean = module switch { Convolution or Linear => 0, NormBase when module.GetName().StartsWith("BatchNorm", StringComparison.Ordinal) => 1, _ => null };
            if (mean is { } center)
            {
                foreach (var (name, parameter) in module.named_parameters(recurse: false))
                {
                    _ = name == "weight" ? nn.init.normal_(parameter, center, std) : nn.init.zeros_(parameter);
                }
            }
        }
    }

    /// <summary>All parameters 0, so that a residual branch begins by adding nothing.</summary>
    /// <returns>The module.</returns>
    public static T Zeroed<T>(T module)
        where T : nn.Module
    {
        foreach (var parameter in module.parameters())
        {
            nn.init.zeros_(parameter);
        }
        return module;
    }
}
