using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Medulla.Optimization;

/// <summary>Says which parameters of a network belong together, and how fast they learn.</summary>
/// <param name="Of">The parameters of a network.</param>
/// <param name="LearningRate">Their learning rate.</param>
public sealed record LayerMatch(Func<nn.Module, IEnumerable<Parameter>> Of, double LearningRate)
{
    /// <summary>All parameters of a part of the network.</summary>
    /// <param name="part">The part, of the network.</param>
    /// <param name="learningRate">Their learning rate.</param>
    public static LayerMatch Select(Func<nn.Module, nn.Module> part, double learningRate) => new(network => part(network).parameters(), learningRate);

    /// <summary>The parameters for which a function says so, given their names and themselves.</summary>
    /// <param name="belongs">The function.</param>
    /// <param name="learningRate">Their learning rate.</param>
    public static LayerMatch Filter(Func<string, Parameter, bool> belongs, double learningRate)
        => new(network => network.named_parameters().Where(pair => belongs(pair.name, pair.parameter)).Select(pair => pair.parameter), learningRate);

    /// <summary>The parameters whose names a regular expression finds.</summary>
    /// <param name="pattern">The expression, such as <c>^encoder\.</c>.</param>
    /// <param name="learningRate">Their learning rate.</param>
    public static LayerMatch Named(string pattern, double learningRate)
    {
        Regex regex = new(pattern);
        return Filter((name, _) => regex.IsMatch(name), learningRate);
    }
}
