namespace Medulla.Transforms.Intensity;

/// <summary>Ways to find the intensity that divides an image in two.</summary>
public enum ThresholdMethod
{
    /// <summary>The largest variance between the two classes (Otsu 1979).</summary>
    Otsu,

    /// <summary>The smallest threshold that lies in the middle of the two classes' means (Ridler and Calvard 1978).</summary>
    Isodata,

    /// <summary>The smallest cross-entropy between the image and its two-class version (Li and Tam 1998).</summary>
    Li,

    /// <summary>The mean intensity (Glasbey 1993).</summary>
    Mean,

    /// <summary>The valley between the two peaks of the histogram, smoothed until it has two (Prewitt and Mendelsohn 1966).</summary>
    Minimum,

    /// <summary>The intensity farthest from the line between the histogram's peak and its far end (Zack et al. 1977).</summary>
    Triangle,

    /// <summary>The largest correlation of the two classes (Yen et al. 1995).</summary>
    Yen,
}
