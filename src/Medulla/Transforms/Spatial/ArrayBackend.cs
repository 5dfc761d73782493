namespace Medulla.Transforms.Spatial;

/// <summary>Whose precision the matrices and grids of the reference's helpers have.</summary>
public enum ArrayBackend
{
    /// <summary>NumPy's: float64.</summary>
    Numpy,

    /// <summary>PyTorch's: float32.</summary>
    Torch,
}
