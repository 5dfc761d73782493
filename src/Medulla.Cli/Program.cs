using System.CommandLine;
using System.CommandLine.Parsing;
using Medulla.Cli;
using Medulla.Cli.Commands;

var root = new RootCommand("Deep learning for medical images: train, evaluate, segment and look, in .NET.")
{
    DemoCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    InferCommand.Create(),
    InitCommand.Create(),
    RunCommand.Create(),
    SummaryCommand.Create(),
    BundleCommand.Create(),
    VerifyCommand.CreateMetadata(),
    VerifyCommand.CreateNetwork(),
    ExportCommand.Create(),
    DownloadCommand.Create(),
    ZooCommand.Create(),
    InfoCommand.Create(),
    PreviewCommand.Create(),
    DoctorCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"medulla: {string.Join(" ", parsed.Errors.Select(error => error.Message))}");
    var words = new List<string> { "--help" };
    for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = command.Parent)
    {
        words.Insert(0, command.Command.Name);
    }
    Console.Error.WriteLine($"hint: medulla {string.Join(' ', words)}");
    return ExitCode.BadUsage;
}
// Ctrl-C lets the current step end and a checkpoint be written; training steps can take a while.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
