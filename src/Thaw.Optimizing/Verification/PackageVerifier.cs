using Thaw.Optimizing.Rewriting;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification;

/// <summary>Compares a function with its optimised copy: results, output, side effects, names, threads, tests.</summary>
public sealed class PackageVerifier
{
    /// <summary>Compares the two.</summary>
    /// <param name="original">The function.</param>
    /// <param name="result">Its copy, with the same events in the same environment.</param>
    /// <param name="modules">The modules that were rewritten.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="cancellation">Ends it.</param>
    public VerificationResult Verify(
        PreparedFunction original, PreparedFunction result, IReadOnlyList<RewrittenModule> modules,
        VerifyOptions options, CancellationToken cancellation) => throw new NotImplementedException();
}
