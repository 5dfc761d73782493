using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Medulla.Bundles.Zoo;

/// <summary>What is read over HTTP, as it was asked for: no cookies, no credentials.</summary>
internal static class Web
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        MaxAutomaticRedirections = 8,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "medulla" } },
    };

    /// <summary>Whether a text is an http or https address.</summary>
    public static bool IsAddress(string text, [NotNullWhen(true)] out Uri? address)
        => Uri.TryCreate(text, UriKind.Absolute, out address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    /// <summary>Asks for what is at an address; its body is read by the caller.</summary>
    /// <exception cref="IOException">Nobody answers in time.</exception>
    public static HttpResponseMessage Get(Uri address, Action<HttpRequestMessage>? prepare, TimeSpan patience, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        prepare?.Invoke(request);
        try
        {
            return Patiently(address, patience, token => Client.Send(request, HttpCompletionOption.ResponseHeadersRead, token), cancel);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{address} does not answer: {e.Message}", e);
        }
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="IOException">The connection broke, or nothing came in time.</exception>
    public static int Read(Stream body, byte[] buffer, Uri address, TimeSpan patience, CancellationToken cancel)
        => Patiently(address, patience, token => body.ReadAsync(buffer, token).AsTask().GetAwaiter().GetResult(), cancel);

    private static T Patiently<T>(Uri address, TimeSpan patience, Func<CancellationToken, T> work, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(patience);
        try
        {
            return work(limited.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IOException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{address} was silent for {patience.TotalSeconds:0.#} s."), e);
        }
    }

    /// <summary>The text at an address.</summary>
    /// <exception cref="FileNotFoundException">There is nothing there.</exception>
    /// <exception cref="IOException">It cannot be read, or is longer than allowed.</exception>
    public static string ReadText(Uri address, int maxBytes) => TryReadText(address, maxBytes) ?? throw new FileNotFoundException($"there is nothing at {address} (status 404).");

    /// <summary>The text at an address; null where there is nothing.</summary>
    /// <exception cref="IOException">It cannot be read, or is longer than allowed.</exception>
    public static string? TryReadText(Uri address, int maxBytes)
    {
        using var answer = Get(address, null, Patience, CancellationToken.None);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return null;
        }
        Check(answer, address);
        using var body = answer.Content.ReadAsStream();
        var text = new MemoryStream();
        var part = new byte[1 << 14];
        for (int count; (count = Read(body, part, address, Patience, CancellationToken.None)) > 0;)
        {
            text.Write(part, 0, count);
            if (text.Length > maxBytes)
            {
                throw new IOException($"{address} is longer than {maxBytes} bytes; no more is expected here.");
            }
        }
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length).TrimStart('\uFEFF');
    }

    /// <exception cref="IOException">The answer is no success.</exception>
    public static void Check(HttpResponseMessage answer, Uri address)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new IOException($"{address} answers with status {(int)answer.StatusCode} ({answer.ReasonPhrase}).");
        }
    }
}
