using System.Globalization;
using Medulla.Benchmarks;

// Medulla.Benchmarks [--data DIR] [--filter TEXT] [--no-baseline] [--runs N]
var data = Path.Combine(Path.GetTempPath(), "medulla-bench");
var (filter, baseline, runs) = ("", true, 5);
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--data" when i + 1 < args.Length:
            data = args[++i];
            break;
        case "--filter" when i + 1 < args.Length:
            filter = args[++i];
            break;
        case "--runs" when i + 1 < args.Length:
            runs = int.Parse(args[++i], CultureInfo.InvariantCulture);
            break;
        case "--no-baseline":
            baseline = false;
            break;
        default:
            Console.Error.WriteLine($"'{args[i]}' is not understood.\nusage: Medulla.Benchmarks [--data DIR] [--filter TEXT] [--no-baseline] [--runs N]");
            return 2;
    }
}
Directory.CreateDirectory(data);
foreach (var workload in Workloads.All(data).Where(w => w.Name.Contains(filter, StringComparison.Ordinal)))
{
    Console.WriteLine(Measurement.Of(workload, runs, baseline));
}
return 0;
