using System.Net;
using System.Net.Http.Headers;

namespace Medulla.Bundles.Zoo;

/// <summary>
/// A file that is read over HTTP into "FILE.part" and goes on where it was cut off (RFC 9110, section 14). The server's word for the file's state lies
/// beside it, so that the rest of another file is never added.
/// </summary>
/// <param name="address">Where it is.</param>
/// <param name="file">What it becomes.</param>
/// <param name="options">Progress and patience.</param>
internal sealed class ResumableDownload(Uri address, string file, DownloadOptions options)
{
    private readonly string part = $"{file}.part", tagFile = $"{file}.part.tag";

    /// <summary>Whether the last call went on with what was here.</summary>
    public bool HasResumed { get; private set; }

    /// <summary>Reads the file.</summary>
    /// <param name="size">Bytes that it must have; null if not known.</param>
    /// <param name="isChecked">Whether a checksum will tell if parts do not belong together, so that a rest without such a word can be asked for.</param>
    /// <param name="cancel">Ends it; what is here stays for the next time.</param>
    /// <exception cref="IOException">The server does not answer or breaks off; what is here stays.</exception>
    /// <exception cref="InvalidDataException">The file is not of the size.</exception>
    public void Fetch(long? size, bool isChecked, CancellationToken cancel)
    {
        var tag = File.Exists(tagFile) ? File.ReadAllText(tagFile) : "";
        var have = File.Exists(part) && (tag.Length > 0 || isChecked) ? new FileInfo(part).Length : 0;
        using var answer = Web.Get(address, request => Ask(request, have, tag), options.Patience, cancel);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
        {
            // All of it may be here already; only a server that says so is believed.
            if (answer.Content.Headers.ContentRange?.Length != have)
            {
                Discard();
                Fetch(size, isChecked, cancel);
                return;
            }
            HasResumed = true;
        }
        else
        {
            Web.Check(answer, address);
            HasResumed = have > 0 && answer.StatusCode == HttpStatusCode.PartialContent;
            if (HasResumed && answer.Content.Headers.ContentRange?.From != have)
            {
                throw new IOException($"{address} answers with another part than was asked for ({answer.Content.Headers.ContentRange}, from {have}).");
            }
            Receive(answer, HasResumed ? have : 0, size, cancel);
        }
        CheckSize(new FileInfo(part).Length, size);
        File.Move(part, file, overwrite: true);
        File.Delete(tagFile);
    }

    /// <summary>Forgets what is here.</summary>
    public void Discard()
    {
        File.Delete(part);
        File.Delete(tagFile);
        File.Delete(file);
    }

    private void Receive(HttpResponseMessage answer, long have, long? size, CancellationToken cancel)
    {
        var total = answer.Content.Headers.ContentLength is { } rest ? have + rest : size;
        if (total is { } known)
        {
            CheckSize(known, size);
        }
        if (have == 0)
        {
            File.WriteAllText(tagFile, Tag(answer));
        }
        using var stream = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        using var body = answer.Content.ReadAsStream(cancel);
        var buffer = new byte[1 << 16];
        for (int read; (read = Web.Read(body, buffer, address, options.Patience, cancel)) > 0;)
        {
            stream.Write(buffer, 0, read);
            have += read;
            options.Progress?.Invoke(have, total);
            if (have > (size ?? long.MaxValue))
            {
                return;   // what is too long is refused by the caller
            }
        }
        if (total is { } expected && have < expected)
        {
            throw new IOException($"{address} broke off after {have} of {expected} bytes; ask again to go on from there.");
        }
    }

    private void CheckSize(long found, long? size)
    {
        if (size is { } expected && found != expected)
        {
            Discard();
            throw new InvalidDataException($"{address} has {found} bytes, the index says {expected}.");
        }
    }

    private static void Ask(HttpRequestMessage request, long have, string tag)
    {
        if (have == 0)
        {
            return;
        }
        request.Headers.Range = new RangeHeaderValue(have, null);
        if (tag.Length > 0)
        {
            request.Headers.IfRange = RangeConditionHeaderValue.Parse(tag);
        }
    }

    /// <summary>What tells this state of the file from others: a strong entity tag or a date; empty if the server gives none.</summary>
    private static string Tag(HttpResponseMessage answer)
        => answer.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : answer.Content.Headers.LastModified?.ToString("R", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
