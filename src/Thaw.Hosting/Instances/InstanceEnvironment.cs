using System.Globalization;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;

namespace Thaw.Hosting.Instances;

/// <summary>The environment variables of an instance: AWS's ("Defined runtime environment variables"), then the function's own.</summary>
internal static class InstanceEnvironment
{
    public static Dictionary<string, string> For(InstanceRequest request, string logStream)
    {
        var version = request.Version;
        var variables = OfRuntime(version.Runtime);
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = version.IsSnapStarted ? "snap-start" : request.IsProvisioned ? "provisioned-concurrency" : "on-demand";
        foreach (var (name, value) in version.Environment)
            variables[name] = value;
        // The runtime relies on these; AWS reserves them, too.
        variables["_HANDLER"] = version.Handler;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = request.Function;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = version.Version;
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = version.MemoryMb.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/" + request.Function;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = logStream;
        return variables;
    }

    /// <summary>What is the same for all functions of a runtime.</summary>
    public static Dictionary<string, string> OfRuntime(string runtime) =>
        new(StringComparer.Ordinal)
        {
            ["PATH"] = $"/usr/local/bin:/usr/bin:/bin:/opt/bin:{LibraryViews.Place}/{ConsoleScripts.Folder}",
            ["LD_LIBRARY_PATH"] = "/var/task:/var/task/lib:/opt/lib",
            ["LANG"] = "C.UTF-8",
            ["TZ"] = ":UTC",
            ["HOME"] = "/tmp",
            ["AWS_REGION"] = FunctionName.Region,
            ["AWS_DEFAULT_REGION"] = FunctionName.Region,
            ["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + runtime,
            ["LAMBDA_TASK_ROOT"] = "/var/task",
            ["LAMBDA_RUNTIME_DIR"] = RuntimeCatalogue.Place,
        };
}
