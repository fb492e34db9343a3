using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Tags;

/// <summary>The operations on the tags of functions: words that users give them. Nothing here depends on any.</summary>
internal sealed class TagApi(FunctionService functions)
{
    // AWS's numbers.
    private const int MostTags = 50;
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    private const string Place = "/2017-03-31/tags/{name}";

    public void Map(IEndpointRouteBuilder routes, ApiGate gate)
    {
        routes.MapGet(Place, gate.To(ListAsync));
        routes.MapPost(Place, gate.To(AddAsync));
        routes.MapDelete(Place, gate.To(RemoveAsync));
    }

    /// <summary>Refuses tags that AWS would refuse.</summary>
    /// <exception cref="HostingException">There are too many, or one is too long.</exception>
    public static void Check(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > MostTags)
            throw Invalid($"A function has at most {MostTags} tags.");
        if (tags.Keys.FirstOrDefault(key => key.Length is < 1 or > LongestKey || tags[key] is not { Length: <= LongestValue }) is { } wrong)
            throw Invalid($"The tag '{wrong}' is empty or too long: 1 to {LongestKey} letters for a key, at most {LongestValue} for a value.");
    }

    private Task ListAsync(ApiRequest request) =>
        request.AnswerAsync(new TagsBody(functions.Get(NameOf(request)).Tags), TagJson.Default.TagsBody);

    private Task AddAsync(ApiRequest request)
    {
        var added = request.Read(TagJson.Default.TagsBody).Tags ?? throw Invalid("Tags is missing.");
        return ChangeAsync(request, tags => tags.Where(tag => !added.ContainsKey(tag.Key)).Concat(added).ToDictionary());
    }

    private Task RemoveAsync(ApiRequest request)
    {
        var removed = request.Http.Request.Query["tagKeys"].ToHashSet(StringComparer.Ordinal);
        return ChangeAsync(request, tags => tags.Where(tag => !removed.Contains(tag.Key)).ToDictionary());
    }

    private Task ChangeAsync(ApiRequest request, Func<IReadOnlyDictionary<string, string>, Dictionary<string, string>> change)
    {
        functions.ChangeFunction(NameOf(request), function =>
        {
            var tags = change(function.Tags);
            Check(tags);
            return function with { Tags = tags };
        });
        request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static string NameOf(ApiRequest request) => request.Function is { Qualifier: null, Name: var name }
        ? name
        : throw Invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.");

    private static HostingException Invalid(string message) => new(HostingProblem.InvalidParameterValue, message);
}
