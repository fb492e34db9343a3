using System.CommandLine;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images delete</c>: has a host end an image.</summary>
internal static class DeleteCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "As thaw images list names it" };

    public static Command Create() => new Command("delete", "End an image; it is made again when asked for, or when a function that would use it is deployed from then on")
    {
        Name,
    }.WithExamples("thaw images delete 3f2a90c41b7d").Asking(async (parsed, client, cancellation) =>
    {
        await client.AskAsync(HttpMethod.Delete, "/thaw/v1/images/" + Uri.EscapeDataString(parsed.GetValue(Name)!), [], cancellation);
        await parsed.InvocationConfiguration.Output.WriteLineAsync($"deleted {parsed.GetValue(Name)}; instances that were forked from it go on");
        return ExitCodes.Done;
    });
}
