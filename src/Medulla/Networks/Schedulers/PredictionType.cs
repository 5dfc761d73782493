using Medulla.Imaging;

namespace Medulla.Networks.Schedulers;

/// <summary>What a diffusion network predicts.</summary>
public enum PredictionType
{
    /// <summary>The noise in the image.</summary>
    Epsilon,

    /// <summary>The image without noise.</summary>
    Sample,

    /// <summary>The velocity: how noise and image change into each other. Salimans and Ho, Progressive distillation (2022).</summary>
    [ReferenceName("v_prediction")]
    Velocity,
}
