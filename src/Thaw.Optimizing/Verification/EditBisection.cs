using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Verification;

/// <summary>Finds the edits that break something.</summary>
/// <remarks>
/// Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input (2002), turned round: what verifies grows,
/// by halves of what is left. A half is added to what has verified already, so edits that break only together with
/// others are found, and what is kept has been verified as it is. Of edits that break together the last is dropped,
/// so callers put first what saves most.
/// </remarks>
public static class EditBisection
{
    /// <summary>Searches for the largest set of edits that verifies.</summary>
    /// <param name="edits">The edits, those that save most first.</param>
    /// <param name="verify">
    /// Makes the package with some of the edits, in the order given, and verifies it. Called for no edits only where nothing
    /// else has verified; never twice for the same.
    /// </param>
    /// <param name="mostVerifications">
    /// Verifications at most, 1 or more: one edit of 30 is found with about 6, and each costs at least as many cold
    /// starts as there are events. What is undecided then is dropped.
    /// </param>
    /// <returns>What is kept and dropped, and every verification that was made.</returns>
    public static BisectionResult Run(
        IReadOnlyList<ImportEdit> edits, Func<IReadOnlyList<ImportEdit>, VerificationResult> verify,
        int mostVerifications = 60)
    {
        ArgumentNullException.ThrowIfNull(edits);
        ArgumentNullException.ThrowIfNull(verify);
        var search = new EditSearch(edits, verify, mostVerifications);
        search.Run();
        return search.ToResult();
    }
}
