using Medulla.Imaging;

namespace Medulla.Profiling;

/// <summary>A layer of a network in a <see cref="NetworkSummary"/>.</summary>
/// <param name="Name">Its name, as in the names of its weights.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Output">The shape of its output.</param>
/// <param name="Parameters">Numbers that it learns.</param>
/// <param name="MultiplyAdds">Multiplications with an addition each, of all calls: of convolutions and linear layers.</param>
/// <param name="Bytes">Bytes of its outputs, of all calls.</param>
/// <param name="Calls">How often it was called.</param>
public sealed record LayerRow(string Name, string Kind, Values<long> Output, long Parameters, long MultiplyAdds, long Bytes, int Calls);
