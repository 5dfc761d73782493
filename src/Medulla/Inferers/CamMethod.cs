using Medulla.Imaging;

namespace Medulla.Inferers;

/// <summary>Ways to make maps of a class.</summary>
public enum CamMethod
{
    /// <summary><see cref="Interpretability.CAM"/>.</summary>
    [ReferenceName("cam")]
    CAM,

    /// <summary><see cref="Interpretability.GradCAM"/>.</summary>
    [ReferenceName("gradcam")]
    GradCAM,

    /// <summary><see cref="Interpretability.GradCAMpp"/>.</summary>
    [ReferenceName("gradcampp")]
    GradCAMpp,
}
