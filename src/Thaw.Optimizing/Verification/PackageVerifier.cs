using Thaw.Optimizing.Rewriting;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification;

/// <summary>Compares a function with its optimised copy: results, output, side effects, names, threads, tests.</summary>
/// <remarks>
/// What the original does is found out once and kept, so one verifier serves a whole search for the edits that break.
/// Not safe for use by several threads at once.
/// </remarks>
public sealed class PackageVerifier
{
    private PreparedFunction? _original;
    private OriginalFacts? _facts;

    /// <summary>Compares the two. Every process is a fresh one; the user's folder is not written to.</summary>
    /// <param name="original">The function.</param>
    /// <param name="result">Its copy, with the same events in the same environment.</param>
    /// <param name="modules">The modules that were rewritten.</param>
    /// <param name="options">How thoroughly; the same for all calls with one original, <see cref="VerifyOptions.StopAtFirst"/> and <see cref="VerifyOptions.Focus"/> aside.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What differs, what counts of that, and what could not be compared.</returns>
    /// <exception cref="FunctionFailedException">The original's handler cannot be imported.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public VerificationResult Verify(
        PreparedFunction original, PreparedFunction result, IReadOnlyList<RewrittenModule> modules,
        VerifyOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(result);
        int before = 0;
        if (_facts is null || !ReferenceEquals(_original, original))
        {
            _facts = new OriginalFacts(original, options, cancellation);
            _original = original;
        }
        else
        {
            before = _facts.Side.Processes;
        }

        var side = new FunctionSide(result, PathMap.Between(original, result), options, cancellation);
        var verification = new Verification(_facts, side, [.. modules.Where(module => module.Source is not null)], options, cancellation);
        verification.Run();
        return verification.ToResult(_facts.Side.Processes - before + side.Processes);
    }
}
