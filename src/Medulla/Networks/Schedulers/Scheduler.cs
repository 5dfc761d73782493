using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Networks.Schedulers;

/// <summary>Leads from noise to images, step by step, by what a network says at each step; and from images to noise, to train the network.</summary>
public abstract class Scheduler
{
    /// <summary>A scheduler of so many steps.</summary>
    /// <param name="numTrainTimesteps">Steps that the network is trained on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    protected Scheduler(int numTrainTimesteps)
    {
        NumTrainTimesteps = numTrainTimesteps > 0 ? numTrainTimesteps : throw new ArgumentOutOfRangeException(
            nameof(numTrainTimesteps), numTrainTimesteps, $"{GetType().Name}: numTrainTimesteps is {numTrainTimesteps}; at least 1 is expected.");
        Timesteps = [.. Enumerable.Range(0, numTrainTimesteps).Reverse().Select(step => (double)step)];
    }

    /// <summary>Steps that the network is trained on.</summary>
    public int NumTrainTimesteps { get; }

    /// <summary>Steps to generate an image in; null before <see cref="SetTimesteps"/>.</summary>
    public int? NumInferenceSteps { get; protected set; }

    /// <summary>The time of each of these steps, from noise to image.</summary>
    public IReadOnlyList<double> Timesteps { get; protected set; }

    /// <summary>Chooses the steps to generate an image in.</summary>
    /// <param name="numInferenceSteps">How many, 1 to <see cref="NumTrainTimesteps"/>.</param>
    /// <param name="inputImgSizeNumel">Voxels of the image, for schedulers to which its size matters.</param>
    /// <exception cref="ArgumentException">There are too many steps, or too few.</exception>
    public abstract void SetTimesteps(int numInferenceSteps, long? inputImgSizeNumel = null);

    /// <summary>Images with noise, as they are at given time steps.</summary>
    /// <param name="originalSamples">Images [B, C, spatial...].</param>
    /// <param name="noise">Noise of the same shape.</param>
    /// <param name="timesteps">Time steps [B].</param>
    public abstract Tensor AddNoise(Tensor originalSamples, Tensor noise, Tensor timesteps);

    /// <summary>One step from noise towards the image.</summary>
    /// <param name="modelOutput">What the network predicts [B, C, spatial...].</param>
    /// <param name="timestep">The time, one of <see cref="Timesteps"/>.</param>
    /// <param name="sample">The image at that time.</param>
    /// <returns>The image at the next time, and the image without noise as the prediction has it; null where a scheduler does not tell.</returns>
    public abstract (Tensor Previous, Tensor? Original) Step(Tensor modelOutput, double timestep, Tensor sample);

    /// <summary>The number of steps, if it is one that can be.</summary>
    private protected int Checked(int numInferenceSteps)
        => numInferenceSteps >= 1 && numInferenceSteps <= NumTrainTimesteps ? numInferenceSteps : throw new ArgumentOutOfRangeException(
            nameof(numInferenceSteps), numInferenceSteps,
            $"{GetType().Name}: numInferenceSteps is {numInferenceSteps}; 1 to {NumTrainTimesteps}, the steps of training, are expected.");

    /// <summary>Numbers [B] so that they spread over images [B, ...].</summary>
    private protected static Tensor PerImage(Tensor values, Tensor images) => values.view([values.shape[0], .. Enumerable.Repeat(1L, (int)images.dim() - 1)]);
}
