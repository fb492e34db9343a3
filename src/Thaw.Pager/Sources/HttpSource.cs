using System.Net;
using System.Net.Http.Headers;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.Sources;

/// <summary>
/// Another host's page server: any HTTP server that answers requests for ranges. Blocks are fetched whole and kept, a bounded number of them;
/// reads that go forward fetch the next one in advance.
/// </summary>
/// <inheritdoc cref="IPageSource"/>
public sealed class HttpSource : IPageSource
{
    /// <summary>Bytes of a block: a page costs a round trip, and its neighbours come in the same.</summary>
    public const int BlockBytes = 256 * 1024;

    private const int MostBlocks = 32;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        // The watch over stalled sources is quicker; this frees the thread.
        Timeout = TimeSpan.FromSeconds(30),
    };

    private readonly Uri _address;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Task<byte[]>> _blocks = [];
    private readonly Queue<long> _order = new();

    /// <summary>Pages at an address.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <exception cref="PagerException">It is no such address, or the length none of whole pages.</exception>
    public HttpSource(string address, long length)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            throw new PagerException($"no pages from '{address}': not an address of http or https");
        if (length <= 0 || length % UserFault.PageBytes != 0)
            throw new PagerException($"no pages from {address}: a length of {length} bytes is not one of whole pages");
        (_address, Name, Length) = (parsed, address, length);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public PageSlice Slice(long offset, int length, PageMemory scratch)
    {
        Read(offset, scratch.Span(0, length), scratch);
        return new PageSlice(scratch, 0);
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> bytes, PageMemory scratch)
    {
        while (bytes.Length > 0)
        {
            var within = (int)(offset % BlockBytes);
            var count = Math.Min(bytes.Length, BlockBytes - within);
            Block(offset / BlockBytes).AsSpan(within, count).CopyTo(bytes);
            bytes = bytes[count..];
            offset += count;
        }
    }

    /// <summary>Forgets what was fetched.</summary>
    public void Dispose()
    {
        lock (_lock)
            _blocks.Clear();
    }

    private byte[] Block(long number)
    {
        Task<byte[]> block;
        lock (_lock)
        {
            var goesForward = _blocks.ContainsKey(number - 1);
            block = Begin(number);
            if (goesForward && (number + 1) * BlockBytes < Length)
                Begin(number + 1);
        }
        try
        {
            return block.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // What failed once may be asked for again: by another page, not by this one.
            lock (_lock)
                _blocks.Remove(number);
            throw new PagerException($"{Name} cannot be read at {number * BlockBytes}: {e.Message}", e);
        }
    }

    /// <summary>Under the lock: begins to fetch a block, unless that was done.</summary>
    private Task<byte[]> Begin(long number)
    {
        if (_blocks.TryGetValue(number, out var begun))
            return begun;
        while (_order.Count >= MostBlocks)
            _blocks.Remove(_order.Dequeue());
        _order.Enqueue(number);
        return _blocks[number] = Task.Run(() => FetchAsync(number));
    }

    private async Task<byte[]> FetchAsync(long number)
    {
        var first = number * BlockBytes;
        var bytes = new byte[Math.Min(BlockBytes, Length - first)];
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Headers.Range = new RangeHeaderValue(first, first + bytes.Length - 1);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        // Anything but the part that was asked for would be other pages.
        if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != first)
            throw new HttpRequestException($"the server answers {(int)response.StatusCode} to a request for a range");
        await using var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await stream.ReadExactlyAsync(bytes).ConfigureAwait(false);
        return bytes;
    }
}
