using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Verification;

/// <summary>Finds the edits that break something.</summary>
public static class EditBisection
{
    /// <summary>Searches for the largest set of edits that verifies.</summary>
    /// <param name="edits">The edits, those that save most first: of edits that break together, the last is dropped.</param>
    /// <param name="verify">Makes the package with some of the edits, and verifies it.</param>
    /// <param name="mostVerifications">Verifications at most, 1 or more; what is undecided then is dropped.</param>
    public static BisectionResult Run(
        IReadOnlyList<ImportEdit> edits, Func<IReadOnlyList<ImportEdit>, VerificationResult> verify,
        int mostVerifications = 60) => throw new NotImplementedException();
}
