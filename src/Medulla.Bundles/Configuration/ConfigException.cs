namespace Medulla.Bundles.Configuration;

/// <summary>A configuration cannot be used; the message says where and why.</summary>
public sealed class ConfigException : Exception
{
    /// <summary>A fault at one place.</summary>
    /// <param name="path">The place, such as "preprocessing[2].pixdim".</param>
    /// <param name="cause">What is wrong.</param>
    /// <param name="inner">The exception beneath, if any.</param>
    public ConfigException(string path, string cause, Exception? inner = null)
        : base(path.Length == 0 ? cause : $"{path.TrimStart('.')}: {cause}", inner) => Path = path.TrimStart('.');

    /// <summary>The place.</summary>
    public string Path { get; }
}
