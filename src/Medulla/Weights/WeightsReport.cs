using Medulla.Imaging;

namespace Medulla.Weights;

/// <summary>Which names a module and a set of weights do not share, each in alphabetical order.</summary>
/// <param name="Missing">Names of the module that the weights lack; these kept their values.</param>
/// <param name="Unexpected">Names of the weights that the module lacks; these were left out.</param>
public sealed record WeightsReport(Values<string> Missing, Values<string> Unexpected);
