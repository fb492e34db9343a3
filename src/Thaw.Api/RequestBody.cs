using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>The whole body of a request.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Hash">Their SHA-256, lower-case hexadecimal; empty where nobody asked for it.</param>
internal sealed record RequestBody(byte[] Bytes, string Hash)
{
    // Most events are smaller. More is taken as it comes, not as somebody announces it, unless the sender is known.
    private const int Piece = 64 * 1024;

    /// <summary>That of a request whose body nobody reads.</summary>
    public static RequestBody Empty { get; } = new([], "");

    /// <summary>Reads it, and hashes it on the way.</summary>
    /// <param name="request">The request.</param>
    /// <param name="most">How long it may be, bytes.</param>
    /// <param name="isHashed">Whether the hash is wanted.</param>
    /// <param name="isProven">Whether the sender is known to have the host's key.</param>
    /// <exception cref="HostingException">It is longer.</exception>
    /// <exception cref="EndOfStreamException">It is shorter than was announced.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int most, bool isHashed, bool isProven = false)
    {
        // At once, and not in pieces that are copied whenever they no longer suffice: a zip may have hundreds of megabytes.
        if (request.ContentLength is { } length && length <= (isProven ? most : Piece))
        {
            var exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact).ConfigureAwait(false);
            return new RequestBody(exact, isHashed ? Convert.ToHexStringLower(SHA256.HashData(exact)) : "");
        }
        using var hash = isHashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var buffer = new ArrayBufferWriter<byte>(Piece);
        while (await request.Body.ReadAsync(buffer.GetMemory(Piece)).ConfigureAwait(false) is > 0 and var read)
        {
            hash?.AppendData(buffer.GetSpan()[..read]);
            buffer.Advance(read);
            if (buffer.WrittenCount > most)
                throw TooLarge(most);
        }
        return new RequestBody(buffer.WrittenSpan.ToArray(), hash is null ? "" : Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The refusal of one that is too long.</summary>
    public static HostingException TooLarge(int most) => new(HostingProblem.RequestTooLarge, $"Request must be smaller than {most} bytes");
}
