using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Thaw.Hosting;
using Thaw.Hosting.Functions;

namespace Thaw.Api.Account;

/// <summary>The operation GetAccountSettings: what this host can hold and run, and what it holds.</summary>
internal sealed class AccountApi(FunctionHost host)
{
    public void Map(IEndpointRouteBuilder routes, ApiGate gate) => routes.MapGet("/2016-08-19/account-settings", gate.To(GetAsync));

    private Task GetAsync(ApiRequest request)
    {
        var functions = host.Functions.All;
        // Each zip is kept once, whoever uses it.
        var used = functions.SelectMany(function => function.Versions.Prepend(function.Latest)).Select(version => (Hash: version.CodeSha256, Bytes: version.CodeBytes))
            .Concat(host.Layers.All.SelectMany(layer => layer.Versions).Select(version => (Hash: version.CodeSha256, Bytes: version.CodeBytes)))
            .DistinctBy(zip => zip.Hash).Sum(zip => zip.Bytes);
        var most = host.Invoker.MostInstances;
        var free = Math.Max(0, most - functions.Sum(function => function.ReservedConcurrency ?? 0));
        var body = new AccountSettingsBody(
            new AccountLimitBody(used + host.Code.FreeBytes, CodeStore.MostUnpackedBytes, CodeStore.MostZipBytes, most, free),
            new AccountUsageBody(used, functions.Count));
        return request.AnswerAsync(body, AccountJson.Default.AccountSettingsBody);
    }
}
