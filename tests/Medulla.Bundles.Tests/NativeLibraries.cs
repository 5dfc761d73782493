using System.Runtime.CompilerServices;

namespace Medulla.Bundles.Tests;

/// <summary>Lets tests use libtorch before anything of Medulla's has run, so that each class can run alone.</summary>
internal static class NativeLibraries
{
    [ModuleInitializer]
    internal static void Load() => RuntimeHelpers.RunModuleConstructor(typeof(MetaTensor).Module.ModuleHandle);
}
