using Medulla.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Medulla.Engines;

/// <summary>Keeps the tensors of one iteration alive until the next one begins, so that handlers at the end of an epoch still find them.</summary>
internal sealed class Iteration
{
    private readonly List<IDisposable> held = [];
    private DisposeScope? scope;

    /// <summary>Frees what there was, and takes what is made from now on.</summary>
    public void Open()
    {
        Forget();
        scope = NewDisposeScope();
    }

    /// <summary>The current batch, and all of its tensors where they are handed over.</summary>
    public object? Take(BatchCursor cursor)
    {
        var batch = cursor.Current;
        if (cursor.Source.HandsOver)
        {
            IEnumerable<IDisposable> given = batch is IDisposable whole ? [whole] : Item.Tensors(batch);
            held.AddRange(given);
        }
        return batch;
    }

    /// <summary>Keeps what was made in the iteration outside its scope until the next one begins.</summary>
    public void Hold(IDisposable made) => held.Add(made);

    /// <summary>Leaves batch and output of the last iteration to the time after the run.</summary>
    public void Keep(EngineState state)
    {
        foreach (var tensor in Item.Tensors(state.Output).Concat(Item.Tensors(state.Batch)).Where(tensor => scope?.Contains(tensor) == true).Distinct().ToList())
        {
            held.Add(tensor.DetachFromDisposeScope());
        }
        scope?.Dispose();
        scope = null;
    }

    /// <summary>Frees everything.</summary>
    public void Forget()
    {
        scope?.Dispose();
        scope = null;
        held.ForEach(one => one.Dispose());
        held.Clear();
    }
}
