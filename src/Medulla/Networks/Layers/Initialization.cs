using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Networks.Layers;

/// <summary>How published classifiers start their weights.</summary>
internal static class Initialization
{
    /// <summary>Kaiming-normal convolutions and linear layers without bias. He et al., Delving deep into rectifiers (2015).</summary>
    public static void Kaiming(
        nn.Module network, nn.init.FanInOut mode = nn.init.FanInOut.FanIn, nn.init.NonlinearityType gain = nn.init.NonlinearityType.LeakyReLU, double slope = 0)
    {
        foreach (var module in network.modules())
        {
            if (module is Convolution { weight: { } kernel })
            {
                nn.init.kaiming_normal_(kernel, slope, mode, gain);
            }
            else if (module is Linear { bias: { } bias })
            {
                nn.init.zeros_(bias);
            }
        }
    }
}
