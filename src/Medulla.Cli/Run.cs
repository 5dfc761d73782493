using System.CommandLine;
using System.Text.Json;
using Medulla.Bundles.Configuration;
using Medulla.Data;
using Medulla.Imaging.Formats;
using Medulla.Transforms;
using Medulla.Weights;

namespace Medulla.Cli;

/// <summary>What all commands share: failures become one line and a hint, Ctrl-C stops after the current step, answers may be JSON.</summary>
internal static class Run
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Gives a command its work.</summary>
    public static Command WithAction(this Command command, Action<ParseResult, CancellationToken> work)
    {
        // On a thread of its own: the handler of Ctrl-C is only put in place once the work has begun.
        command.SetAction((parsed, cancel) => Task.Run(() => Guarded(() => work(parsed, cancel)), CancellationToken.None));
        return command;
    }

    /// <summary>An option for answers that a program reads.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Answer in JSON." };

    /// <summary>Prints an answer as JSON.</summary>
    public static void Print<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>Writes an answer to a file as JSON.</summary>
    public static void Write<T>(string path, T answer) => File.WriteAllText(path, JsonSerializer.Serialize(answer, Indented) + "\n");

    private static int Guarded(Action work)
    {
        try
        {
            work();
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("medulla: stopped. What was trained or downloaded so far is kept; train --resume, or the same download, goes on from there.");
            return ExitCode.Failed;
        }
        catch (Exception e) when (Hint(e) is { } hint)
        {
            Console.Error.WriteLine($"medulla: {e.Message.ReplaceLineEndings(" ")}");
            if (hint.Length > 0)
            {
                Console.Error.WriteLine($"hint: {hint}");
            }
            return ExitCode.Failed;
        }
    }

    /// <summary>What to do about a failure; null for one that nobody foresaw, which is then shown whole.</summary>
    private static string? Hint(Exception e) => e switch
    {
        ImageFormatException folder when Directory.Exists(folder.File) => "'medulla info' on the folder says what is in it.",
        ImageFormatException => "the file is damaged or of another format; try 'medulla info' on it, or copy it again.",
        FileNotFoundException or DirectoryNotFoundException => "check the path; relative ones start from the current folder.",
        UnauthorizedAccessException => "you may not read or write there; choose another folder.",
        WeightsFormatException => "the file of weights is damaged or asks for what is not read; copy it again, or save the weights anew.",
        WeightsMismatchException => "the model's folder is not whole; train or copy it again.",
        DllNotFoundException or TypeInitializationException => "run 'medulla doctor'.",
        ConfigException or DatasetException or TransformException or InvalidDataException or ArgumentException or IOException or InvalidOperationException or NotSupportedException => "",
        _ => null,
    };
}
