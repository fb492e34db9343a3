using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Hosts;

/// <summary>Sends a soak's invocations, some at once, always the same sequence of kinds.</summary>
internal sealed class SoakLoad(HostProcess host, SoakTally tally, LabContext context) : IDisposable
{
    /// <summary>How many are under way at once.</summary>
    public const int AtOnce = 8;

    private readonly HostClient _client = host.CreateClient();
    private int _next;
    private bool _isLast;

    /// <summary>How each invocation is to get an instance of its own; null for whichever is there.</summary>
    public string? Strategy { get; init; }

    /// <summary>Told after each answer how many invocations had been begun when it was; from any thread.</summary>
    public Action<int>? Answered { get; init; }

    /// <summary>Sends that many, and waits for all answers.</summary>
    public void Run(int invocations)
    {
        var end = _next + invocations;
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(end))).GetAwaiter().GetResult();
        _next = end;
    }

    /// <summary>Sends that many at once and does not wait; it is no fault when these have no answer.</summary>
    public Task Begin(int invocations)
    {
        _isLast = true;
        return Task.WhenAll(Enumerable.Range(_next, invocations).Select(SendAsync));
    }

    public void Dispose() => _client.Dispose();

    private async Task WorkAsync(int end)
    {
        while (Interlocked.Increment(ref _next) is var number && number <= end)
        {
            await SendAsync(number).ConfigureAwait(false);
            Answered?.Invoke(number);
        }
    }

    private async Task SendAsync(int number)
    {
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"do": "{{KindOf(number)}}", "number": {{number}}}"""));
        try
        {
            var headers = Strategy is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["X-Thaw-Strategy"] = Strategy };
            var answer = await _client.InvokeAsync(SoakFunction.Name, body, headers, context.Cancellation).ConfigureAwait(false);
            tally.AddStrategy(answer.Strategy);
            tally.Add(answer.FunctionError is null ? "answer" : ErrorType(answer.Payload), true);
        }
        catch (HostClientException e)
        {
            tally.Add(e.ErrorType ?? (_isLast ? "host killed" : "no answer"), e.ErrorType is not null || _isLast);
        }
        catch (HttpRequestException) when (_isLast)
        {
            tally.Add("host killed", true);
        }
    }

    private static string ErrorType(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("errorType").GetString() ?? "error";
    }

    // Spread over the thousand, so that kinds mix.
    private static string KindOf(int number)
    {
        var place = (int)(number * 7919L % 1000);
        foreach (var (kind, share) in SoakFunction.Kinds)
        {
            if (place < share)
                return kind;
            place -= share;
        }
        return "answer";
    }
}
