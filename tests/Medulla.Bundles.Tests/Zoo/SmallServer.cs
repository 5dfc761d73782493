using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Medulla.Bundles.Tests.Zoo;

/// <summary>An HTTP server on this machine that serves a few files, and can be told to misbehave.</summary>
public sealed class SmallServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public SmallServer()
    {
        listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Root => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>"GET /path" with the range, of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public bool TakesRanges { get; set; } = true;

    public string? ETag { get; set; } = "\"one\"";

    /// <summary>Bytes of a body after which the connection is cut; once.</summary>
    public int? CutAfter { get; set; }

    /// <summary>Whether bodies never come.</summary>
    public bool IsSilent { get; set; }

    public void Dispose() => listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var first = (await reader.ReadLineAsync())!.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            headers[line.Split(':')[0]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        var range = headers.GetValueOrDefault("Range");
        Requests.Enqueue($"{first[1]}{(range is null ? "" : $" {range}")}");
        if (!Files.TryGetValue(first[1], out var content))
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        var from = range is not null && TakesRanges && (!headers.TryGetValue("If-Range", out var condition) || condition == ETag) ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
        var (status, extra) = from == 0 ? ("200 OK", "") : from >= content.Length ? ("416 Range Not Satisfiable", $"Content-Range: bytes */{content.Length}\r\n")
            : ("206 Partial Content", $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n");
        var body = from >= content.Length && from > 0 ? [] : content[from..];
        var tag = ETag is null ? "" : $"ETag: {ETag}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{tag}{extra}Connection: close\r\n\r\n"));
        if (IsSilent)
        {
            await stream.FlushAsync();
            await reader.ReadLineAsync();   // until the other side gives up
            return;
        }
        var count = Math.Min(CutAfter ?? body.Length, body.Length);
        CutAfter = null;
        await stream.WriteAsync(body.AsMemory(0, count));
    }
}
