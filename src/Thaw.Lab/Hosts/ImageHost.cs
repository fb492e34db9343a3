using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Hosts;

/// <summary>An image, as a host lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">What it took of memory when it was made, bytes (PSS).</param>
/// <param name="Instances">How many instances are there that were forked from it.</param>
internal sealed record ListedImage(string Name, long Bytes, int Instances);

/// <summary>A host with dependency images, and a client of it.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class ImageHost : IDisposable
{
    /// <summary>The strategy of instances from an image, as hosts name it.</summary>
    public const string Fork = "fork";

    private readonly HostClient _client;
    private readonly LabContext _context;

    private ImageHost(HostProcess process, LabContext context) => (Process, _client, _context) = (process, process.CreateClient(), context);

    /// <summary>The host itself.</summary>
    public HostProcess Process { get; }

    /// <summary>Asks it.</summary>
    public HostClient Client => _client;

    /// <summary>Starts one.</summary>
    /// <param name="context">How, and where its state goes.</param>
    /// <param name="label">The state folder's name.</param>
    /// <param name="megabytes">What images may take together, MB.</param>
    /// <param name="options">More options of <c>thaw serve</c>.</param>
    /// <exception cref="LabException">It does not start.</exception>
    public static ImageHost Start(LabContext context, string label, int megabytes, params string[] options) => new(
        HostProcess.Start(
            context, Path.Combine(context.ScratchFolder, label), ["--image-memory", megabytes.ToString(CultureInfo.InvariantCulture), .. options]),
        context);

    /// <summary>Invokes a function, whatever it answers.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="json">The event.</param>
    /// <param name="strategy">How it is to get an instance of its own; null for whichever is there.</param>
    /// <exception cref="LabException">The host answers by another strategy.</exception>
    public void Invoke(string function, string json, string? strategy)
    {
        var headers = strategy is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["X-Thaw-Strategy"] = strategy };
        var answer = _client.InvokeAsync(function, Encoding.UTF8.GetBytes(json), headers, _context.Cancellation).GetAwaiter().GetResult();
        if (strategy is not null && answer.Strategy != strategy)
            throw new LabException($"{function}: the host answers by {answer.Strategy} and not by {strategy}{WhyNot(function)}");
    }

    /// <summary>Has an image made for a function: its first start tells what it loads, the second is forked.</summary>
    /// <exception cref="LabException">It gets none; the message says why.</exception>
    public void MakeImage(string function, string json) => Invoke(function, json, Fork);

    /// <summary>The images that it holds.</summary>
    public IReadOnlyList<ListedImage> Images() =>
    [
        .. Ask().GetProperty("images").EnumerateArray().Select(image => new ListedImage(
            image.GetProperty("name").GetString()!, image.GetProperty("bytes").GetInt64(), image.GetProperty("instances").GetInt32())),
    ];

    /// <summary>Why a function has no image; empty when it has one, or nothing is known.</summary>
    public string WhyNot(string function)
    {
        var report = Ask();
        var failed = report.GetProperty("failed").EnumerateArray().Select(image => image.GetProperty("reason").GetString());
        var refused = report.GetProperty("functions").EnumerateArray()
            .Where(each => each.GetProperty("function").GetString() == function).Select(each => each.GetProperty("reason").GetString());
        var why = failed.Concat(refused).FirstOrDefault(reason => !string.IsNullOrEmpty(reason));
        return why is null ? "" : $": {why}";
    }

    public void Dispose()
    {
        _client.Dispose();
        Process.Dispose();
    }

    private JsonElement Ask() => _client.AskAsync(HttpMethod.Get, "/thaw/v1/images", [], _context.Cancellation).GetAwaiter().GetResult();
}
