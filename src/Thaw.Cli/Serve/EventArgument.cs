using System.Text;

namespace Thaw.Cli.Serve;

/// <summary>An event on the command line: JSON, or <c>@</c> and the file that has it.</summary>
internal static class EventArgument
{
    /// <summary>The event's bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string text, CancellationToken cancellation) =>
        text.StartsWith('@') ? await File.ReadAllBytesAsync(text[1..], cancellation) : Encoding.UTF8.GetBytes(text);
}
