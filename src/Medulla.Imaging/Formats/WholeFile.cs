namespace Medulla.Imaging.Formats;

/// <summary>Writes a file under another name beside its own, which it gets when it is whole; nobody sees half a file.</summary>
internal static class WholeFile
{
    public static void Write(string path, Action<Stream> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                content(stream);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);   // gone already, unless something failed
        }
    }
}
