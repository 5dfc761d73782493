using System.Globalization;
using Medulla.Cli.Commands;
using Spectre.Console;

namespace Medulla.Cli.Tests;

/// <summary>Tests of the command share the process's console, so they come one after the other.</summary>
[CollectionDefinition(nameof(CommandLine))]
public sealed class CommandLine : ICollectionFixture<TrainedModel>
{
    /// <summary>What a command answered.</summary>
    internal sealed record Answer(int Code, string Output, string Error)
    {
        public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs <c>medulla</c> with the given arguments, in this process.</summary>
    internal static Answer Invoke(params string[] arguments)
    {
        var (output, error, console) = (Console.Out, Console.Error, AnsiConsole.Console);
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        using var failed = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            Console.SetOut(written);
            Console.SetError(failed);
            AnsiConsole.Console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(written) });
            var code = (int)typeof(DoctorCommand).Assembly.EntryPoint!.Invoke(null, [arguments])!;
            return new(code, written.ToString(), failed.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            AnsiConsole.Console = console;
        }
    }
}
