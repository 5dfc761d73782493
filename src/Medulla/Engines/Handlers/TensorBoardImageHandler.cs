using System.Collections;
using TorchSharp;
using static TorchSharp.torch;
using SummaryWriter = TorchSharp.Modules.SummaryWriter;

namespace Medulla.Engines.Handlers;

/// <summary>Writes pictures of an image, its label and its prediction for TensorBoard; of a volume, all slices side by side.</summary>
/// <param name="summaryWriter">Where to write; a file of its own if null.</param>
/// <param name="logDir">Folder of that file.</param>
/// <param name="interval">Every so many epochs, or iterations.</param>
/// <param name="epochLevel">Whether the interval counts epochs.</param>
/// <param name="batchTransform">From the batch to images and labels, each [B, C, spatial...] or a list; the batch itself if null.</param>
/// <param name="outputTransform">From the output to predictions, likewise; the output itself if null.</param>
/// <param name="globalIterTransform">From the engine's epoch or iteration to the one to write, such as the trainer's.</param>
/// <param name="index">Which item of the batch.</param>
/// <param name="maxChannels">How many channels of it; each has a picture of its own.</param>
/// <param name="frameDim">Along which axis of a volume slices lie, counted from the end, or from the first of [B, C, spatial...].</param>
/// <param name="maxFrames">How many slices there are at most; those between are left out.</param>
public sealed class TensorBoardImageHandler(
    SummaryWriter? summaryWriter = null, string logDir = "./runs", int interval = 1, bool epochLevel = true, Func<object?, object?>? batchTransform = null,
    Func<object?, object?>? outputTransform = null, Func<int, int>? globalIterTransform = null, int index = 0, int maxChannels = 1, int frameDim = -3, int maxFrames = 64)
    : TensorBoardHandler(summaryWriter, logDir), IEngineAction
{
    private readonly int interval = Check.Positive(interval);
    private readonly int maxChannels = Check.Positive(maxChannels);
    private readonly int maxFrames = Check.Positive(maxFrames);

    /// <inheritdoc/>
    public override void Attach(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.AddEventHandler((epochLevel ? EngineEvent.EpochCompleted : EngineEvent.IterationCompleted).Every(interval), this);
    }

    /// <summary>Writes the pictures.</summary>
    public void Call(Engine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        using var scope = NewDisposeScope();
        var number = epochLevel ? engine.State.Epoch : engine.State.Iteration;
        var step = globalIterTransform is null ? number : globalIterTransform(number);
        var batch = batchTransform is null ? engine.State.Batch : batchTransform(engine.State.Batch);
        if (batch is not IList { Count: >= 2 } pair)
        {
            throw new ArgumentException($"TensorBoardImageHandler: batch_transform gives {Sample.Describe(batch)}; images and labels are expected, such as from from_engine(['image', 'label']).");
        }
        Write("input_0", pair[0], step);
        Write("input_1", pair[1], step);
        Write("output", outputTransform is null ? engine.State.Output : outputTransform(engine.State.Output), step);
    }

    private void Write(string tag, object? items, int step)
    {
        var item = items is IList list ? list[index] : items is Tensor or MetaTensor ? EngineOutput.Voxels(items)[index] : items;
        if (item is null)
        {
            return;
        }
        var image = EngineOutput.Voxels(item).detach().cpu().to_type(ScalarType.Float32);
        var channels = image.Dimensions >= 3 ? image.unbind(0).Take(maxChannels) : [image];
        foreach (var (channel, number) in channels.Select((channel, number) => (channel, number)))
        {
            Writer.add_img($"{tag}_{(image.Dimensions >= 4 ? "HWD" : "HW")}_{number}", Grey(channel.Dimensions == 2 ? channel : Tiled(channel)), step);
        }
    }

    /// <summary>The slices of a volume in rows.</summary>
    private Tensor Tiled(Tensor volume)
    {
        var slices = volume.movedim([frameDim < 0 ? frameDim : frameDim - 2], [0]);
        var count = slices.shape[0];
        var every = (count + maxFrames - 1) / maxFrames;
        slices = slices[TensorIndex.Slice(0, null, every)];
        count = slices.shape[0];
        var columns = (long)Math.Ceiling(Math.Sqrt(count));
        var rows = (count + columns - 1) / columns;
        var (height, width) = (slices.shape[1], slices.shape[2]);
        var padded = cat([slices, full([rows * columns - count, height, width], volume.min().item<float>())]);
        return padded.reshape(rows, columns, height, width).permute(0, 2, 1, 3).reshape(rows * height, columns * width);
    }

    /// <summary>Three equal channels of bytes, from the smallest value to the largest.</summary>
    private static Tensor Grey(Tensor picture)
    {
        var (low, high) = (picture.min(), picture.max());
        var scaled = (picture - low) / (high - low).clamp_min(1e-12);
        return (scaled * 255).to_type(ScalarType.Byte).unsqueeze(0).expand(3, -1, -1).contiguous();
    }
}
