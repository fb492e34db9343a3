using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Planning;

/// <summary>A line of an editable file on which init executed import statements; it is edited as a whole or not at all.</summary>
/// <param name="Id">Its index.</param>
/// <param name="Edit">The line.</param>
/// <param name="Holder">The module whose source it is, index into the recording's modules.</param>
/// <param name="Facts">The statements on it.</param>
/// <param name="Statements">The same as the recording knows them: indices.</param>
/// <param name="WhyNot">Why they can't be deferred; null if that may be tried.</param>
internal sealed record Candidate(
    int Id, ImportEdit Edit, int Holder, IReadOnlyList<ImportStatementFacts> Facts, IReadOnlyList<int> Statements, string? WhyNot);
