namespace Thaw.Optimizing.Verification;

/// <summary>The Python files that verification runs in the function's processes; they lie beside the program.</summary>
internal static class ProbeFiles
{
    public static string Event => Of("thaw_verify_event.py");

    public static string Sequence => Of("thaw_verify_sequence.py");

    public static string Names => Of("thaw_verify_names.py");

    public static string Threads => Of("thaw_verify_threads.py");

    private static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "optimizing", name);
}
