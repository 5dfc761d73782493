using Medulla.Weights;
using static TorchSharp.torch;

namespace Medulla.Networks.Nets;

/// <summary>
/// Loads weights of generative networks from before they came to the reference: from MONAI Generative, which named some parts otherwise.
/// </summary>
internal static class FormerWeights
{
    private const string Projection = ".attn.out_proj.";

    /// <summary>Former names in networks of diffusion: attention had no part of its own, and what follows an upsampling was its convolution.</summary>
    public static IEnumerable<string> OfDiffusion(string name)
        => [name, name.Replace(".attn.to_", ".to_"), name.Replace(".attn.out_proj.", ".proj_attn."), name.Replace(".out_proj.", ".to_out.0."), name.Replace("postconv", "conv")];

    /// <summary>Former names in autoencoders; their attention was not projected.</summary>
    public static IEnumerable<string> OfAutoencoder(string name)
        => name.Contains(Projection) ? [] : [name, name.Replace(".attn.to_", ".to_"), name.Replace("postconv", "conv")];

    /// <summary>Former names in transformers, where norms were counted.</summary>
    public static IEnumerable<string> OfTransformer(string name)
        => name.Contains(".norm2.") ? [name.Replace(".norm2.", ".norm3.")] : [name, name.Replace(".norm_cross_attn.", ".norm2.")];

    /// <summary>Loads weights of either naming. What they have beyond the network's is passed over, as in the reference.</summary>
    /// <param name="network">The network.</param>
    /// <param name="former">Weights by name.</param>
    /// <param name="formerNames">A weight's names to look for, the likeliest first; none if it is of a projection that there was not, so changes nothing.</param>
    /// <exception cref="WeightsMismatchException">A weight is missing or has another shape; the network is unchanged.</exception>
    public static void Load(nn.Module network, IReadOnlyDictionary<string, Tensor> former, Func<string, IEnumerable<string>> formerNames)
    {
        using var scope = NewDisposeScope();
        ArgumentNullException.ThrowIfNull(former);
        var own = network.state_dict();
        if (former.Keys.All(own.ContainsKey))
        {
            network.LoadWeights(former);
            return;
        }
        Dictionary<string, Tensor> renamed = [];
        foreach (var (name, value) in own)
        {
            if (formerNames(name).FirstOrDefault(former.ContainsKey) is { } there)
            {
                renamed[name] = former[there];
            }
            else if (!formerNames(name).Any())
            {
                renamed[name] = value.Dimensions == 2 ? eye(value.shape[0]) : zeros_like(value);
            }
        }
        network.LoadWeights(renamed);
    }
}
