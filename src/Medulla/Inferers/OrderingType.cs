namespace Medulla.Inferers;

/// <summary>The path along which voxels become a sequence.</summary>
public enum OrderingType
{
    /// <summary>Row by row, always in the same direction.</summary>
    RasterScan,

    /// <summary>Row by row, there and back, so that neighbours in the sequence are neighbours in the image.</summary>
    SCurve,

    /// <summary>Drawn at random.</summary>
    Random,
}
