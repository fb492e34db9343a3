using System.Collections;
using System.Globalization;
using Thaw.Functions;
using Thaw.Python.Environments;

namespace Thaw.Python.Launching;

/// <summary>The environment variables of a process with a function in it.</summary>
/// <remarks>
/// The caller's environment, without what steers the interpreter (PYTHON…) or Thaw (THAW_…); then what Lambda sets
/// for every function; then the environment's own; then the function's settings. PYTHONDONTWRITEBYTECODE and the
/// like in a shell would otherwise change what is measured.
/// </remarks>
internal static class LaunchVariables
{
    public static Dictionary<string, string> For(
        FunctionDefinition function, PythonEnvironment environment, IReadOnlyDictionary<string, string>? extra)
    {
        Dictionary<string, string> variables = ForService();
        if (function.Kind == FunctionKind.Handler)
        {
            AddLambda(variables, function);
        }

        Add(variables, environment.Variables);
        Add(variables, extra);
        Add(variables, function.Environment);
        return variables;
    }

    /// <summary>The caller's environment without what steers the interpreter or Thaw.</summary>
    public static Dictionary<string, string> ForService()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry item in Environment.GetEnvironmentVariables())
        {
            string name = (string)item.Key;
            if (!Steers(name))
            {
                variables[name] = (string?)item.Value ?? "";
            }
        }

        return variables;
    }

    private static bool Steers(string name) =>
        name.StartsWith("PYTHON", StringComparison.Ordinal)
        || name.StartsWith("THAW_", StringComparison.Ordinal)
        || name.StartsWith("DOTNET_", StringComparison.Ordinal)
        || name is "VIRTUAL_ENV" or "__PYVENV_LAUNCHER__";

    /// <summary>docs.aws.amazon.com/lambda, "Defined runtime environment variables".</summary>
    private static void AddLambda(Dictionary<string, string> variables, FunctionDefinition function)
    {
        variables["_HANDLER"] = function.Target;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemoryMb.ToString(CultureInfo.InvariantCulture);
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["LAMBDA_TASK_ROOT"] = function.Root;
        variables["TZ"] = ":UTC";
        variables.TryAdd("AWS_REGION", "us-east-1");
        variables.TryAdd("AWS_DEFAULT_REGION", variables["AWS_REGION"]);
    }

    private static void Add(Dictionary<string, string> variables, IReadOnlyDictionary<string, string>? more)
    {
        foreach ((string name, string value) in more ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }
    }
}
