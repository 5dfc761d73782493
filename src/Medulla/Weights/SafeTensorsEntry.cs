using Medulla.Imaging;

namespace Medulla.Weights;

/// <summary>What a safetensors file says about one of its arrays.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Dtype">The format's name of the element type: BOOL, U8, I8, F8_E4M3, F8_E5M2, I16, U16, F16, BF16, I32, U32, F32, F64, I64 or U64.</param>
/// <param name="Shape">Size of each axis, the last one varying fastest; empty for a single number.</param>
/// <param name="Offset">Where its bytes begin, counted from the start of the file.</param>
/// <param name="Length">Number of its bytes.</param>
public sealed record SafeTensorsEntry(string Name, string Dtype, Values<long> Shape, long Offset, long Length);
