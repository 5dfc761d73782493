using System.Runtime.InteropServices;
using Medulla.Runtime;
using TorchSharp;

namespace Medulla.Tests.Runtime;

public class NativeLoaderTests
{
    private static string Original => ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator) ?? [])
        .Append(AppContext.BaseDirectory).Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"))
        .Select(folder => Path.Combine(folder, "libLibTorchSharp.so")).First(File.Exists);

    [Fact]
    public void Handler_AnswersWhereTheOrdinaryLoadFails_AndOnlyThere()
    {
        using var ones = torch.ones(2, 3);
        Assert.Equal([2, 3], ones.shape);
        if (OperatingSystem.IsLinux())
        {
            // By now its neighbours are loaded, so the original fails for its own sake alone, if at all.
            var ordinary = NativeLibrary.TryLoad(Original, out _);
            Assert.Equal(!ordinary, NativeLoader.Answered);
            Assert.Contains(ordinary ? "ordinary load" : "adapted copy", NativeLoader.Status);
        }
    }

    [Fact]
    public void OtherLibraries_AreLeftToTheRuntime()
        => Assert.Equal(0, NativeLoader.Resolve(typeof(torch).Assembly, "no_such_library"));

    [Fact]
    public void AdaptedCopy_IsMadeOnce_AndLoads()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using (torch.ones(1))
        {
            using var folder = new TemporaryFolder();
            var copy = NativeLoader.PatchedCopy(Original, folder.Path);
            Assert.NotNull(copy);
            var made = File.GetLastWriteTimeUtc(copy);
            Assert.Equal(copy, NativeLoader.PatchedCopy(Original, folder.Path));
            Assert.Equal(made, File.GetLastWriteTimeUtc(copy));
            Assert.True(NativeLibrary.TryLoad(copy, out _));
            Assert.Single(Directory.GetFiles(folder.Path));
        }
    }

    [Fact]
    public void DamagedCopy_IsMadeAnew()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using var folder = new TemporaryFolder();
        var copy = NativeLoader.PatchedCopy(Original, folder.Path)!;
        var whole = File.ReadAllBytes(copy);
        File.WriteAllText(copy, "damaged");
        Assert.Equal(whole, File.ReadAllBytes(NativeLoader.PatchedCopy(Original, folder.Path)!));
    }

    [Fact]
    public void LibraryThatDoesNotNeedIt_IsNotAdapted()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using var folder = new TemporaryFolder();
        var libc10 = Path.Combine(Path.GetDirectoryName(Original)!, "libc10.so");
        Assert.Null(NativeLoader.PatchedCopy(libc10, folder.Path));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WhatIsNoElfFile_IsRejected()
    {
        Assert.Throws<BadImageFormatException>(() => NativeLibraryPatch.Apply(new byte[10]));
        Assert.Throws<BadImageFormatException>(() => NativeLibraryPatch.Apply([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, .. new byte[200]]));
    }

    [Fact]
    public void MutatedLibraries_NeverCrash()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        var original = File.ReadAllBytes(Original);
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var mutated = original.ToArray();
            for (var i = 0; i < 8; i++)
            {
                mutated[random.Next(0, 64)] = (byte)random.Next(256);
            }
            var exception = Record.Exception(() => NativeLibraryPatch.Apply(mutated));
            Assert.True(exception is null or BadImageFormatException, $"{exception}");
        }
    }
}
