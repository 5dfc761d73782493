namespace Medulla.Networks.Nets;

/// <summary>Weights that the reference would download.</summary>
internal static class Pretrained
{
    /// <summary>Says that nothing is downloaded.</summary>
    /// <exception cref="NotSupportedException">Weights were asked for.</exception>
    public static void Refuse(string network, bool pretrained)
    {
        if (pretrained)
        {
            throw new NotSupportedException($"{network}: pretrained is true, but nothing is downloaded here. Leave it false and load a file of weights by LoadWeights.");
        }
    }
}
