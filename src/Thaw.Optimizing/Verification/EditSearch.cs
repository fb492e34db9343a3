using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Verification;

/// <summary>The state of one search for the edits that break.</summary>
internal sealed class EditSearch(
    IReadOnlyList<ImportEdit> edits, Func<IReadOnlyList<ImportEdit>, VerificationResult> verify, int mostVerifications)
{
    private readonly Dictionary<string, VerificationResult> _known = [];
    private readonly List<BisectionStep> _steps = [];
    private readonly Dictionary<int, IReadOnlyList<Difference>> _dropped = [];
    private SortedSet<int> _kept = [];
    private VerificationResult? _withoutEdits;

    /// <summary>Tries all, then all but what the differences point at, then halves.</summary>
    public void Run()
    {
        SortedSet<int> all = [.. Enumerable.Range(0, edits.Count)];
        if (all.Count == 0 || TryKeep(all))
        {
            return;
        }

        SortedSet<int> suspects = SuspectsOf(all);
        if (suspects.Count > 0 && suspects.Count < all.Count && TryKeep([.. all.Except(suspects)]))
        {
            Extend([.. suspects], isKnownToFail: true);
            return;
        }

        Extend([.. all], isKnownToFail: true);
    }

    public BisectionResult ToResult() => new(
        [.. _kept.Select(index => edits[index])],
        [.. Enumerable.Range(0, edits.Count).Where(index => !_kept.Contains(index))
            .Select(index => new DroppedEdit(edits[index], _dropped.GetValueOrDefault(index, [])))],
        _kept.Count > 0 ? _known.GetValueOrDefault(KeyOf(_kept)) : null,
        _steps)
    {
        WithoutEdits = _withoutEdits is { Passed: false } ? _withoutEdits : null,
    };

    /// <summary>Adds as many of the candidates to what is kept as verify.</summary>
    /// <param name="candidates">Not kept yet, in order.</param>
    /// <param name="isKnownToFail">True if adding all of them has been tried.</param>
    private void Extend(List<int> candidates, bool isKnownToFail)
    {
        if (candidates.Count == 0 || (!isKnownToFail && TryKeep([.. _kept, .. candidates])))
        {
            return;
        }

        if (candidates.Count == 1)
        {
            // Where nothing verifies yet, it may be no edit's fault: one package without any tells.
            _withoutEdits ??= _kept.Count == 0 && _steps.Count < mostVerifications ? Verify([]) : null;
            SortedSet<int> tried = [.. _kept, .. candidates];
            if (_known.TryGetValue(KeyOf(tried), out VerificationResult? failed))
            {
                _dropped[candidates[0]] = failed.Breaking;
            }

            return;
        }

        List<int> first = candidates[..(candidates.Count / 2)];
        List<int> second = candidates[(candidates.Count / 2)..];
        Extend(first, isKnownToFail: false);
        // With the whole first half kept, adding the second is what failed before.
        Extend(second, isKnownToFail: first.TrueForAll(_kept.Contains) && isKnownToFail);
    }

    /// <summary>Keeps these if they verify. When no verification is left, nothing more is kept.</summary>
    private bool TryKeep(SortedSet<int> candidates)
    {
        if (!_known.TryGetValue(KeyOf(candidates), out VerificationResult? result))
        {
            if (_steps.Count >= mostVerifications || _withoutEdits is { Passed: false })
            {
                return false;
            }

            result = Verify(candidates);
        }

        if (result.Passed)
        {
            _kept = candidates;
        }

        return result.Passed;
    }

    private VerificationResult Verify(SortedSet<int> candidates)
    {
        var result = verify([.. candidates.Select(index => edits[index])]);
        _known.Add(KeyOf(candidates), result);
        _steps.Add(new BisectionStep(
            candidates.Count, result.Passed, result.Passed ? null : result.Unverifiable ?? result.Breaking[0].ToString()));
        return result;
    }

    private SortedSet<int> SuspectsOf(SortedSet<int> tried) =>
        _known.TryGetValue(KeyOf(tried), out VerificationResult? result)
            ? [.. tried.Where(index => result.Suspects.Contains(edits[index].Module))]
            : [];

    private static string KeyOf(SortedSet<int> indices) => string.Join(',', indices);
}
