using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Thaw.Api.Tests.Clients;
using Thaw.Testing;

namespace Thaw.Api.Tests.Urls;

/// <summary>Functions that are called with plain HTTP requests.</summary>
public sealed class FunctionUrlTests
{
    private const string Echo = """
        import base64, json
        def handler(event, context):
            if event["rawPath"] == "/fails":
                raise ValueError("no")
            if event["rawPath"] == "/say":
                return json.loads(event["body"])
            return event
        """;

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task A_url_exists_where_it_was_configured_and_as_long()
    {
        await using var host = ServedHost.Start();
        host.Deploy("web", Echo);
        using var client = new HttpClient { BaseAddress = host.Address };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/fn/web/")).StatusCode);

        var made = JsonDocument.Parse(host.AwsOk("create-function-url-config", "--function-name", "web", "--auth-type", "NONE")).RootElement;
        Assert.Equal($"{host.Address}fn/web/", made.GetProperty("FunctionUrl").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(made.GetProperty("FunctionUrl").GetString())).StatusCode);
        Assert.Contains("(ResourceConflictException)", host.Aws("create-function-url-config", "--function-name", "web", "--auth-type", "NONE").Output, StringComparison.Ordinal);
        Assert.Contains("'authType'", host.Aws("update-function-url-config", "--function-name", "web", "--auth-type", "OTHER").Output, StringComparison.Ordinal);

        host.AwsOk("publish-version", "--function-name", "web");
        host.AwsOk("create-alias", "--function-name", "web", "--name", "live", "--function-version", "1");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/fn/web:live/")).StatusCode);
        host.AwsOk("create-function-url-config", "--function-name", "web", "--qualifier", "live", "--auth-type", "NONE");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/fn/web:live/")).StatusCode);
        Assert.Equal("2", host.AwsOk("list-function-url-configs", "--function-name", "web", "--query", "length(FunctionUrlConfigs)"));

        host.AwsOk("update-function-url-config", "--function-name", "web", "--auth-type", "AWS_IAM");
        Assert.Equal("AWS_IAM", host.AwsOk("get-function-url-config", "--function-name", "web", "--query", "AuthType", "--output", "text"));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/fn/web/")).StatusCode);
        host.AwsOk("delete-function-url-config", "--function-name", "web");
        host.AwsOk("delete-alias", "--function-name", "web", "--name", "live");
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/fn/web/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/fn/web:live/")).StatusCode);
        Assert.Equal("[]", host.AwsOk("list-function-url-configs", "--function-name", "web", "--query", "FunctionUrlConfigs"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_request_becomes_an_event_of_format_2()
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/fn/web/a%20b/c?x=1&x=2&y=%C3%A4+b&z") { Content = new StringContent("grüß", Encoding.UTF8, "text/plain") };
        request.Headers.Add("Cookie", "a=1; b=2");
        request.Headers.Add("X-Two", ["1", "2"]);
        request.Headers.Add("Origin", "https://somewhere.example");
        request.Headers.Host = "functions.example";
        request.Headers.Add("X-Forwarded-For", "10.0.0.1");
        request.Headers.UserAgent.ParseAdd("tests/1");
        var seen = await JsonAsync(await client.SendAsync(request));
        Assert.Equal("2.0 $default /a%20b/c x=1&x=2&y=%C3%A4+b&z", Texts(seen, "version", "routeKey", "rawPath", "rawQueryString"));
        Assert.Equal("""{"x":"1,2","y":"ä b","z":""}""", Compact(seen, "queryStringParameters"));
        Assert.Equal("""["a=1","b=2"]""", Compact(seen, "cookies"));
        Assert.Equal(("grüß", false), (Text(seen, "body"), seen.GetProperty("isBase64Encoded").GetBoolean()));
        var headers = seen.GetProperty("headers");
        Assert.Equal("1, 2 functions.example tests/1 127.0.0.1 http", Texts(headers, "x-two", "host", "user-agent", "x-forwarded-for", "x-forwarded-proto"));
        Assert.False(headers.TryGetProperty("cookie", out _));
        var context = seen.GetProperty("requestContext");
        Assert.Equal("anonymous web functions.example $default", Texts(context, "accountId", "apiId", "domainName", "stage"));
        var http = context.GetProperty("http");
        Assert.Equal("PUT /a%20b/c HTTP/1.1 127.0.0.1 tests/1", Texts(http, "method", "path", "protocol", "sourceIp", "userAgent"));
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("/fn/web", "/")]
    [InlineData("/fn/web//a", "//a")]
    [InlineData("/x/../fn/web/a/./b", "/a/b")]
    [InlineData("/fn/other/../web/a", "/a")]
    public async Task A_path_is_what_lies_below_the_url(string target, string expected)
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        var answer = await RawAsync(host, $"GET {target} HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
        Assert.Equal(expected, Text(JsonDocument.Parse(answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]).RootElement, "rawPath"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Bytes_and_forms_travel_in_base64()
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        foreach (var (type, body) in new (string, byte[])[] { ("application/octet-stream", [0, 255, 1]), ("text/plain", [0xff, 0xfe]), ("application/x-www-form-urlencoded", "a=1"u8.ToArray()) })
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            var seen = await JsonAsync(await client.PostAsync("/fn/web/", content));
            Assert.True(seen.GetProperty("isBase64Encoded").GetBoolean(), type);
            Assert.Equal(body, Convert.FromBase64String(Text(seen, "body")));
        }
        Assert.False((await JsonAsync(await client.GetAsync("/fn/web/"))).TryGetProperty("body", out _));
    }

    [RequiresTheory("root", "cgroups")]
    [InlineData("\"plain\"", 200, "application/json", "\"plain\"")]
    [InlineData("{\"a\": 1}", 200, "application/json", "{\"a\": 1}")]
    [InlineData("""{"statusCode": 201, "headers": {"Content-Type": "text/plain", "X-Number": 3, "Content-Length": "7"}, "body": "made"}""", 201, "text/plain", "made")]
    [InlineData("""{"statusCode": "200", "headers": {"content-type": "image/gif"}, "body": "R0lGOA==", "isBase64Encoded": true}""", 200, "image/gif", "GIF8")]
    [InlineData("""{"statusCode": 204}""", 204, null, "")]
    [InlineData("""{"statusCode": 304, "body": "not sent"}""", 304, null, "")]
    [InlineData("""{"statusCode": 99}""", 502, "application/json", "Internal Server Error")]
    [InlineData("""{"statusCode": 200, "body": {"a": 1}}""", 502, "application/json", "Internal Server Error")]
    [InlineData("""{"statusCode": 200, "headers": {"X-Bad": "a\r\nSet-Cookie: b"}}""", 502, "application/json", "Internal Server Error")]
    [InlineData("""{"statusCode": 200, "body": "?", "isBase64Encoded": true}""", 502, "application/json", "Internal Server Error")]
    public async Task An_answer_is_a_response_or_becomes_one(string says, int status, string? type, string body)
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        var response = await client.PostAsync("/fn/web/say", new StringContent(says));
        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        if (type is not null)
            Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
    }

    [RequiresFact("root", "cgroups")]
    public async Task Cookies_are_set_a_failure_is_502_and_too_much_413()
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        var response = await client.PostAsync("/fn/web/say", new StringContent("""{"statusCode": 200, "cookies": ["a=1; HttpOnly", "b=2"]}"""));
        Assert.Equal(["a=1; HttpOnly", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal(HttpStatusCode.BadGateway, (await client.GetAsync("/fn/web/fails")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PostAsync("/fn/web/", new ByteArrayContent(new byte[6291457]))).StatusCode);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/fn/web/"));
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
    }

    [RequiresFact("root", "cgroups", "deb.python3-boto3")]
    public async Task A_signed_url_lets_in_who_signs_and_no_function_sees_a_secret()
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "AWS_IAM");
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/fn/web/")).StatusCode);
        Assert.Equal($"{host.Credentials.AccessKeyId} True False", host.Boto($$"""
            import urllib.request
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
            request = AWSRequest('POST', '{{host.Address}}fn/web/a?b=c%20d', {'content-type': 'text/plain'}, b'hello')
            SigV4Auth(boto3.Session().get_credentials(), 'lambda', 'us-east-1').add_auth(request)
            prepared = request.prepare()
            answer = json.load(urllib.request.urlopen(urllib.request.Request(prepared.url, prepared.body, dict(prepared.headers))))
            print(answer['requestContext']['authorizer']['iam']['accessKey'], answer['body'] == 'hello', 'authorization' in answer['headers'])
            """));
        host.AwsOk("update-function-url-config", "--function-name", "web", "--auth-type", "NONE");
        foreach (var (token, isSeen) in new[] { ("their-own", true), (host.Credentials.SecretAccessKey, false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/fn/web/");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            Assert.Equal(isSeen, (await JsonAsync(await client.SendAsync(request))).GetProperty("headers").TryGetProperty("authorization", out _));
        }
    }

    [RequiresFact("root", "cgroups", "deb.awscli")]
    public async Task Web_pages_are_answered_as_the_configuration_says_and_never_by_the_management_api()
    {
        await using var host = ServedHost.Start();
        using var client = await WebAsync(host, "NONE");
        host.AwsOk("update-function-url-config", "--function-name", "web", "--cors", """{"AllowOrigins": ["https://good.example"], "AllowMethods": ["PUT"], "AllowHeaders": ["x-one"], "ExposeHeaders": ["x-two"], "MaxAge": 60, "AllowCredentials": true}""");
        Assert.Contains("'cors.allowMethods'", host.Aws("update-function-url-config", "--function-name", "web", "--cors", "AllowMethods=FETCH").Output, StringComparison.Ordinal);

        var asked = await AskAsync(client, HttpMethod.Options, "/fn/web/", "https://good.example");
        Assert.Equal("https://good.example PUT x-one 60 true", Headers(asked, "Allow-Origin", "Allow-Methods", "Allow-Headers", "Max-Age", "Allow-Credentials"));
        Assert.Equal("", Headers(await AskAsync(client, HttpMethod.Options, "/fn/web/", "https://bad.example"), "Allow-Origin"));
        var called = await AskAsync(client, HttpMethod.Put, "/fn/web/", "https://good.example");
        Assert.Equal("https://good.example x-two", Headers(called, "Allow-Origin", "Expose-Headers"));
        Assert.Equal("Origin", Assert.Single(called.Headers.Vary));
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(client, HttpMethod.Get, "/fn/../2015-03-31/functions", "https://good.example")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(client, HttpMethod.Get, "/2015-03-31/functions", "https://good.example")).StatusCode);
    }

    private static async Task<HttpClient> WebAsync(ServedHost host, string access)
    {
        host.Deploy("web", Echo);
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/2021-10-31/functions/web/url") { Content = new StringContent($$"""{"AuthType": "{{access}}"}""") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        Assert.Equal(HttpStatusCode.Created, (await client.SendAsync(request)).StatusCode);
        return client;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, HttpMethod method, string path, string origin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
            request.Headers.Add("Access-Control-Request-Method", "PUT");
        return await client.SendAsync(request);
    }

    private static async Task<string> RawAsync(ServedHost host, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static string Headers(HttpResponseMessage response, params string[] names) =>
        string.Join(' ', names.SelectMany(name => response.Headers.TryGetValues("Access-Control-" + name, out var values) ? values : []));

    private static string Texts(JsonElement value, params string[] names) => string.Join(' ', names.Select(name => Text(value, name)));

    private static string Text(JsonElement value, string name) => value.GetProperty(name).GetString()!;

    private static string Compact(JsonElement value, string name) => JsonSerializer.Serialize(value.GetProperty(name), Unescaped);

    private static JsonSerializerOptions Unescaped { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
