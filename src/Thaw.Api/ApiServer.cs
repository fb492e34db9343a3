using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Thaw.Api.Access;
using Thaw.Api.Account;
using Thaw.Api.Concurrency;
using Thaw.Api.Events;
using Thaw.Api.Lambda;
using Thaw.Api.Policies;
using Thaw.Api.Tags;
using Thaw.Api.Urls;
using Thaw.Hosting;

namespace Thaw.Api;

/// <summary>The HTTP server in front of a host. Without TLS it listens on loopback only.</summary>
/// <remarks>The host stays the caller's; DisposeAsync ends the server first.</remarks>
public sealed class ApiServer : IAsyncDisposable
{
    private const string Functions = "/2015-03-31/functions";
    private const string Layers = "/2018-10-31/layers";
    private readonly WebApplication _application;

    private ApiServer(WebApplication application, Uri address) => (_application, Address) = (application, address);

    /// <summary>Where it listens: with the port that it got.</summary>
    public Uri Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="host">What it serves.</param>
    /// <param name="credentials">Who has them may do everything.</param>
    /// <param name="address">Port 0 takes a free one.</param>
    /// <param name="complain">Gets a line for what is wrong with the host itself.</param>
    /// <param name="identity">Its names and certificate; stays the caller's. Null: HTTP and loopback's names.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="FormatException">The address is not loopback, and there is no certificate.</exception>
    public static async Task<ApiServer> StartAsync(
        FunctionHost host, HostCredentials credentials, IPEndPoint address, Action<string> complain, ServerIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        identity ??= ServerIdentity.Plain();
        CheckAddress(address, identity);
        // The empty builder brings no configuration files, no logging and no options that somebody else's environment could set.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            // The gate has its own limit, and words for it.
            options.Limits.MaxRequestBodySize = null;
            options.Listen(address, listener => Secure(listener, identity));
        });
        builder.Services.AddRoutingCore();
        var application = builder.Build();
        Map(application, new ApiGate(new AccessCheck(credentials, identity, TimeProvider.System), complain), host);
        await application.StartAsync().ConfigureAwait(false);
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new ApiServer(application, new Uri(bound));
    }

    /// <summary>Refuses what a host may not listen on.</summary>
    /// <param name="address">The address.</param>
    /// <param name="identity">With a certificate or without.</param>
    /// <exception cref="FormatException">It is not loopback, and there is no certificate.</exception>
    public static void CheckAddress(IPEndPoint address, ServerIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(identity);
        if (identity.Certificate is null && !IPAddress.IsLoopback(address.Address))
            throw new FormatException($"{address}: without TLS a host listens on loopback only, as 127.0.0.1:9000; give --tls-cert and --tls-key for other addresses");
    }

    /// <summary>Takes no new request, waits for those that are there, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Secure(ListenOptions listener, ServerIdentity identity)
    {
        if (identity.Certificate is { } certificate)
            listener.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate, ServerCertificateChain = identity.Signers });
    }

    private static void Map(WebApplication application, ApiGate gate, FunctionHost host)
    {
        application.MapGet("/healthz", static (HttpContext http) => http.Response.WriteAsync("ok\n"));
        MapFunctions(application, gate, new FunctionApi(host.Functions));
        MapAliases(application, gate, new AliasApi(host.Functions));
        application.MapPost(Functions + "/{name}/invocations", gate.To(new InvokeApi(host).InvokeAsync));
        MapLayers(application, gate, new LayerApi(host.Layers));
        new FunctionUrlApi(host.Functions, TimeProvider.System).Map(application, gate);
        new TagApi(host.Functions).Map(application, gate);
        new PolicyApi(host.Functions).Map(application, gate);
        new AccountApi(host).Map(application, gate);
        new ConcurrencyApi(host).Map(application, gate);
        new EventRulesApi(host.Functions, TimeProvider.System).Map(application, gate);
        new FunctionUrls(host).Map(application, gate);
        var own = new HostApi(host);
        application.MapGet("/thaw/v1/functions/{name}/logs", gate.To(own.ReadLogAsync));
        application.MapGet("/thaw/v1/instances", gate.To(own.ListInstancesAsync));
        new ImageApi(host).Map(application, gate);
        var profiling = new ProfilingApi(host);
        application.MapGet("/thaw/v1/functions/{name}/captured", gate.To(profiling.ListCapturedAsync));
        application.MapGet("/thaw/v1/strategies", gate.To(profiling.ListStrategiesAsync));
        application.MapGet("/thaw/v1/code/{hash}", gate.To(profiling.ReadCodeAsync));
        new RootApi(host).Map(application, gate);
        application.MapGet("/metrics", gate.To(own.ReadMetricsAsync));
        application.MapGet("/thaw/v1/runtimes", gate.To(own.ListRuntimesAsync));
        application.MapFallback(gate.To(request => ApiGate.RefuseAsync(
            request.Http, StatusCodes.Status404NotFound, "UnknownOperationException", $"This host has no operation {request.Http.Request.Method} {request.Http.Request.Path}.")));
    }

    private static void MapFunctions(WebApplication application, ApiGate gate, FunctionApi api)
    {
        application.MapPost(Functions, gate.ToCode(api.CreateAsync));
        application.MapGet(Functions, gate.To(api.ListAsync));
        application.MapGet(Functions + "/{name}", gate.To(api.GetAsync));
        application.MapDelete(Functions + "/{name}", gate.To(api.DeleteAsync));
        application.MapPut(Functions + "/{name}/code", gate.ToCode(api.UpdateCodeAsync));
        application.MapGet(Functions + "/{name}/configuration", gate.To(api.GetConfigurationAsync));
        application.MapPut(Functions + "/{name}/configuration", gate.To(api.UpdateConfigurationAsync));
        application.MapPost(Functions + "/{name}/versions", gate.To(api.PublishAsync));
        application.MapGet(Functions + "/{name}/versions", gate.To(api.ListVersionsAsync));
    }

    private static void MapLayers(WebApplication application, ApiGate gate, LayerApi api)
    {
        application.MapGet(Layers, gate.To(api.ListAsync));
        application.MapPost(Layers + "/{layer}/versions", gate.ToCode(api.PublishAsync));
        application.MapGet(Layers + "/{layer}/versions", gate.To(api.ListVersionsAsync));
        application.MapGet(Layers + "/{layer}/versions/{version}", gate.To(api.GetAsync));
        application.MapDelete(Layers + "/{layer}/versions/{version}", gate.To(api.DeleteAsync));
    }

    private static void MapAliases(WebApplication application, ApiGate gate, AliasApi api)
    {
        application.MapPost(Functions + "/{name}/aliases", gate.To(api.CreateAsync));
        application.MapGet(Functions + "/{name}/aliases", gate.To(api.ListAsync));
        application.MapGet(Functions + "/{name}/aliases/{alias}", gate.To(api.GetAsync));
        application.MapPut(Functions + "/{name}/aliases/{alias}", gate.To(api.UpdateAsync));
        application.MapDelete(Functions + "/{name}/aliases/{alias}", gate.To(api.DeleteAsync));
    }
}
