namespace Medulla.Inferers;

/// <summary>Writes progress to the console's error stream, at most once for each percent.</summary>
/// <param name="next">Is told too.</param>
internal sealed class ConsoleProgress(IProgress<double>? next) : IProgress<double>
{
    private int percent = -1;

    /// <inheritdoc/>
    public void Report(double value)
    {
        next?.Report(value);
        var now = (int)(value * 100);
        if (now != percent)
        {
            percent = now;
            Console.Error.Write($"\rsliding window: {now} %{(now == 100 ? Environment.NewLine : "")}");
        }
    }
}
