namespace Medulla.Engines;

/// <summary>Events inside an iteration of <see cref="AdversarialTrainer"/>.</summary>
public static class AdversarialIterationEvents
{
    /// <summary>The generator has made its images.</summary>
    public static EngineEvent GeneratorForwardCompleted { get; } = new("generator_forward_completed");

    /// <summary>The discriminator has judged them, for the generator's sake.</summary>
    public static EngineEvent GeneratorDiscriminatorForwardCompleted { get; } = new("generator_discriminator_forward_completed");

    /// <summary>The loss of the reconstruction is there.</summary>
    public static EngineEvent ReconstructionLossCompleted { get; } = new("reconstruction_loss_completed");

    /// <summary>The generator's adversarial loss is there.</summary>
    public static EngineEvent GeneratorLossCompleted { get; } = new("generator_loss_completed");

    /// <summary>The generator's gradients are there.</summary>
    public static EngineEvent GeneratorBackwardCompleted { get; } = new("generator_backward_completed");

    /// <summary>The generator has learned.</summary>
    public static EngineEvent GeneratorModelCompleted { get; } = new("generator_model_completed");

    /// <summary>The discriminator has judged real images.</summary>
    public static EngineEvent DiscriminatorRealsForwardCompleted { get; } = new("discriminator_reals_forward_completed");

    /// <summary>The discriminator has judged made images.</summary>
    public static EngineEvent DiscriminatorFakesForwardCompleted { get; } = new("discriminator_fakes_forward_completed");

    /// <summary>The discriminator's loss is there.</summary>
    public static EngineEvent DiscriminatorLossCompleted { get; } = new("discriminator_loss_completed");

    /// <summary>The discriminator's gradients are there.</summary>
    public static EngineEvent DiscriminatorBackwardCompleted { get; } = new("discriminator_backward_completed");

    /// <summary>The discriminator has learned.</summary>
    public static EngineEvent DiscriminatorModelCompleted { get; } = new("discriminator_model_completed");

    internal static IReadOnlyList<EngineEvent> All { get; } =
    [
        GeneratorForwardCompleted, GeneratorDiscriminatorForwardCompleted, ReconstructionLossCompleted, GeneratorLossCompleted, GeneratorBackwardCompleted,
        GeneratorModelCompleted, DiscriminatorRealsForwardCompleted, DiscriminatorFakesForwardCompleted, DiscriminatorLossCompleted,
        DiscriminatorBackwardCompleted, DiscriminatorModelCompleted,
    ];
}
