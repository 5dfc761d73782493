using Medulla.Imaging;
using static TorchSharp.torch;

namespace Medulla.Inferers;

/// <summary>Makes a merger for an output of a network; configurations may give the merger's class.</summary>
/// <param name="mergedShape">Shape that the patches cover, [B, K, spatial...].</param>
/// <param name="croppedShape">Shape of the result; all if null.</param>
/// <param name="valueDtype">Element type of the result.</param>
/// <param name="countDtype">Element type to count patches in.</param>
/// <param name="device">Where patches are put together; on the CPU if null.</param>
public delegate Merger MergerFactory(Values<long> mergedShape, Values<long>? croppedShape, ScalarType valueDtype, ScalarType countDtype, Device? device);
