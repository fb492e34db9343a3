namespace Thaw.Profiling.Analysis;

/// <summary>Names of the two phases as recordings write them.</summary>
public static class Phases
{
    /// <summary>Interpreter start to handler imported.</summary>
    public const string Init = "init";

    /// <summary>Event in, result out.</summary>
    public const string Invoke = "invoke";
}
